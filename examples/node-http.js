// npm run node-http: no line of this file is about metrics.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (pathname === '/slow') await sleep(50)
  if (pathname === '/stream') {
    for (let part = 0; part < 5; part++) {
      response.write(`part ${part}\n`)
      await sleep(10)
    }
    response.end()
    return
  }
  if (pathname === '/') response.end('hello')
  else if (pathname === '/slow') response.end('at last')
  else if (pathname.startsWith('/users/')) response.end(`user ${pathname.slice(7)}`)
  else response.writeHead(404).end('not found')
})

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
