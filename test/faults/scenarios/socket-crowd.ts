import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { withPatience } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'

const good = 9500
const slow = 500

/** A process of its own: both ends of 10,000 connections are more descriptors than one may have. */
const crowd = `
const { createConnection } = require('node:net')
const [port, good, slow, file] = process.argv.slice(1).map(each => isNaN(each) ? each : Number(each))
const lines = require('node:fs').readFileSync(file, 'latin1').split('\\n').map(line => line + '\\n')
const sockets = []
let open = 0
function more() {
  for (let k = 0; k < 100 && sockets.length < good + slow; k++) {
    const socket = createConnection(port, '127.0.0.1', () => { if (++open === good + slow) speak() })
    socket.on('error', error => { console.error(error.code); process.exit(1) })
    sockets.push(socket)
  }
  if (sockets.length < good + slow) setTimeout(more, 5)
}
function speak() {
  const reluctant = sockets.splice(0, slow)
  for (const [k, socket] of reluctant.entries()) socket.write(lines[good + k].slice(0, 20))
  let closed = 0
  for (const [k, socket] of sockets.entries()) {
    socket.resume()
    socket.on('close', () => { if (++closed === good) console.log('the good ones are done') })
    socket.end(lines[k])
  }
  process.stdin.once('data', () => {
    for (const [k, socket] of reluctant.entries()) socket.end(lines[good + k].slice(20))
  })
  process.stdin.once('end', () => process.exit(0))
}
more()
`

export default {
  title: '10,000 connections, 500 of them slow: nobody loses anything, nobody waits for the slow ones',
  telling: true,
  seconds: 120,
  async run(room) {
    const watch = await room.watch(['--listen', 'tcp://127.0.0.1:0'])
    const { port } = new URL((await watch.urls())[0]!)
    const before = watch.measure()
    writeFileSync(room.path('text'), lines(0, good + slow))
    const people = spawn(process.execPath, ['-e', crowd, port, `${good}`, `${slow}`, room.path('text')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    room.later(() => people.kill('SIGKILL'))
    await withPatience(once(people.stdout, 'data'), () => 'the good ones are not done', 60)
    await watch.counted(good)
    people.stdin.write('\n')
    await watch.counted(good + slow)
    people.stdin.end()
    const { report, peak } = await watch.finish()
    expectLines(report, { lines: [[0, good + slow]] })
    expect(peak - before).toBeLessThan(160)
  },
} satisfies Scenario
