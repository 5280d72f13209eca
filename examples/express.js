import { apiMetrics, apiMetricsErrors, recordCache, setCacheStats } from 'api-metrics/express'

// EXPRESS=express4 runs it on Express 4.
const { default: express } = await import(process.env.EXPRESS ?? 'express')

const cache = new Map()
let lookups = 0
let hits = 0

function cached(key, make) {
  const hit = cache.has(key)
  lookups++
  if (hit) hits++
  recordCache(hit)
  if (!hit) cache.set(key, make())
  setCacheStats({ size: cache.size, hitRatio: hits / lookups })
  return cache.get(key)
}

const users = express.Router()
users.get('/:id', (request, response) => {
  response.send(`user ${request.params.id}`)
})
users.get('/:id/boom', () => {
  throw new Error('the database is away')
})

const comments = express.Router()
comments.get('/:comment', (request, response) => {
  response.send(`comment ${request.params.comment}`)
})

const posts = express.Router()
posts.use('/:post/comments', comments)
posts.get('/:post', (request, response) => {
  response.send(`post ${request.params.post}`)
})

const app = express()
app.use(apiMetrics())
app.get('/', (_request, response) => {
  response.send('hello')
})
app.get('/slow', (_request, response) => {
  setTimeout(() => response.send('at last'), 50)
})
app.get('/cached/:key', (request, response) => {
  response.send(cached(request.params.key, () => Date.now().toString()))
})
app.use('/api/users', users)
app.use('/blogs/:blog/posts', posts)
app.use(apiMetricsErrors())
app.use((_error, _request, response, _next) => {
  response.status(500).send('sorry')
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
