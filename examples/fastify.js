import { apiMetrics, recordCache } from 'api-metrics/fastify'
import Fastify from 'fastify'

const app = Fastify({ http2: process.env.HTTP2 === '1' })
app.register(apiMetrics)

app.get('/', async () => ({ hello: 'world' }))
app.get('/slow', async () => {
  await new Promise(resolve => setTimeout(resolve, 50))
  return { at: 'last' }
})
app.get('/cached/:key', async (request, reply) => {
  recordCache(request.params.key === 'known', reply.raw)
  return { key: request.params.key }
})
app.register(
  async scope => {
    scope.get('/users/:id', async request => ({ id: request.params.id }))
    scope.get('/users/:id/boom', async () => {
      throw new Error('the database is away')
    })
  },
  { prefix: '/api' },
)

console.log(await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' }))
