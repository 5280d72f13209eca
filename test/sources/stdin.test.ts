import { spawn } from 'node:child_process'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { openStdin } from '../../src/sources/index.ts'
import { faultsOf, lines, listen, ofType, temporaryFolder } from './support.ts'

describe('standard input', () => {
  it('comes whole from a pipe', async () => {
    const file = join(temporaryFolder(), 'text')
    writeFileSync(file, lines(0, 50_000))
    const child = spawn('cat', [file], { stdio: ['ignore', 'pipe', 'ignore'] })
    const heard = await listen(openStdin(child.stdout))
    expect(faultsOf(heard.text, 0, 50_000)).toEqual([])
    expect(ofType(heard, 'data').at(-1)?.position.offset).toBe(heard.text.length)
  })

  it('comes whole from a descriptor of a file', async () => {
    const file = join(temporaryFolder(), 'text')
    writeFileSync(file, lines(0, 50_000))
    const fd = openSync(file, 'r')
    expect(faultsOf((await listen(openStdin(fd))).text, 0, 50_000)).toEqual([])
    closeSync(fd)
  })

  it('may be empty', async () => {
    const fd = openSync('/dev/null', 'r')
    expect((await listen(openStdin(fd))).events).toEqual([])
    closeSync(fd)
  })

  it('holds the writer back', async () => {
    let produced = 0
    const stream = new Readable({
      highWaterMark: 65_536,
      read() {
        produced += 65_536
        this.push(Buffer.alloc(65_536))
      },
    })
    let taken = 0
    for await (const event of openStdin(stream)) {
      if (event.type === 'data') taken += event.bytes.length
      await new Promise(resolve => setImmediate(resolve))
      expect(produced - taken).toBeLessThanOrEqual(2 * 65_536)
      if (taken > 3_000_000) break
    }
  })

  it('gives what came before it broke, and says why', async () => {
    const stream = Readable.from(
      (async function* () {
        yield Buffer.from('one\n')
        throw Object.assign(new Error('EIO'), { code: 'EIO' })
      })(),
      { objectMode: false },
    )
    const heard = await listen(openStdin(stream))
    expect(heard.text).toBe('one\n')
    expect(ofType(heard, 'error')[0]?.error.message).toContain('read error')
  })

  it('can be given up while it is silent', async () => {
    const source = openStdin(new Readable({ read() {} }))
    const ended = listen(source)
    setImmediate(() => void source.close())
    expect((await ended).events).toEqual([])
  })
})
