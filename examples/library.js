// The numbers inside the process: GET /metrics.json answers with the JSON report of the last five minutes.
import { createServer } from 'node:http'
import { MetricsCollector } from 'api-metrics'

const metrics = new MetricsCollector()
const showMetrics = metrics.metricsHandler()

const server = createServer((request, response) => {
  if (request.url.startsWith('/metrics.json')) {
    showMetrics(request, response)
    return
  }
  const start = performance.now()
  response.on('finish', () => {
    metrics.recordRequest({
      endpoint: request.url,
      method: request.method,
      statusCode: response.statusCode,
      responseTime: (performance.now() - start) / 1000,
    })
  })
  response.end('hello')
})

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
