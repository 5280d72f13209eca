import { serve } from '@hono/node-server'
import { apiMetrics, recordCache } from 'api-metrics/hono'
import { Hono } from 'hono'
import { streamText } from 'hono/streaming'

const users = new Hono()
users.get('/:id', context => context.json({ id: context.req.param('id') }))
users.get('/:id/boom', () => {
  throw new Error('the database is away')
})

const app = new Hono()
app.use(apiMetrics())
app.get('/', context => context.json({ hello: 'world' }))
app.get('/slow', async context => {
  await new Promise(resolve => setTimeout(resolve, 50))
  return context.json({ at: 'last' })
})
app.get('/stream', context =>
  streamText(context, async stream => {
    for (let part = 0; part < 5; part++) {
      await stream.writeln(`part ${part}`)
      await stream.sleep(10)
    }
  }),
)
app.get('/cached/:key', context => {
  recordCache(context.req.param('key') === 'known')
  return context.json({ key: context.req.param('key') })
})
app.route('/api/users', users)

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`)
})
