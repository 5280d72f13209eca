import { execFileSync, spawn } from 'node:child_process'
import { constants, mkdirSync, openSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readFileRange } from '../../src/sources/index.ts'
import { faultsOf, lines, listen, ofType, temporaryFolder } from './support.ts'

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

describe('a file', () => {
  it('comes whole, with positions that add up', async () => {
    const text = lines(0, 20_000, 50)
    const heard = await listen(readFileRange(write('a.log', text)))
    expect(heard.text === text).toBe(true)
    let offset = 0
    for (const { bytes, position } of ofType(heard, 'data'))
      expect(position.offset).toBe((offset += bytes.length))
    expect(offset).toBe(text.length)
  })

  it('comes in the part asked for', async () => {
    const text = lines(0, 20_000, 50)
    const path = write('a.log', text)
    expect((await listen(readFileRange(path, 1000, 900_001))).text === text.slice(1000, 900_001)).toBe(true)
    expect((await listen(readFileRange(path, 1_700_000))).text === text.slice(1_700_000)).toBe(true)
    expect((await listen(readFileRange(path, text.length + 5))).events).toEqual([])
  })

  it('is read into the memory of the caller', async () => {
    const buffer = new Uint8Array(4096)
    for await (const event of readFileRange(write('a.log', lines(0, 1000)), 0, undefined, { buffer }))
      if (event.type === 'data') expect(event.bytes.buffer).toBe(buffer.buffer)
  })

  it('that becomes shorter meanwhile gives a gap and an error', async () => {
    const path = write('a.log', lines(0, 20_000, 50))
    const heard = await listen(readFileRange(path), ({ events }) => {
      if (events.length === 1) truncateSync(path, 600_000)
      return false
    })
    expect(heard.text.length).toBe(600_000)
    expect(ofType(heard, 'gap')).toEqual([{ type: 'gap', bytes: lines(0, 20_000, 50).length - 600_000 }])
    expect(ofType(heard, 'error')).toHaveLength(1)
  })

  it('that cannot be read says why', async () => {
    const folder = temporaryFolder()
    const message = async (path: string): Promise<string | undefined> => {
      const heard = await listen(readFileRange(path))
      expect(heard.text).toBe('')
      expect(heard.events.length).toBeLessThanOrEqual(1)
      const error = ofType(heard, 'error')[0]?.error
      if (error !== undefined) expect(error.place).toBe(path)
      return error?.message
    }
    symlinkSync('nowhere', join(folder, 'broken'))
    symlinkSync('circle', join(folder, 'circle'))
    mkdirSync(join(folder, 'directory'))
    const server = createServer()
    await new Promise<void>(resolve => server.listen(join(folder, 'socket'), resolve))
    expect(await message(join(folder, 'missing'))).toBe('no such file')
    expect(await message(join(folder, 'broken'))).toBe('no such file')
    expect(await message(join(folder, 'circle'))).toBe('symbolic links in a circle')
    expect(await message(join(folder, 'directory'))).toBe('is a directory, not a log')
    expect(await message(join(folder, 'socket'))).toBe('is a socket, not a log')
    expect(await message('/dev/zero')).toBe('is a device, not a log')
    expect(await message('/dev/null')).toBeUndefined()
    await new Promise(resolve => server.close(resolve))
  })

  it('lets timers have their turn while a large one is read', async () => {
    const path = write('a.log', Buffer.alloc(200_000_000, 'x\n'))
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    for await (const event of readFileRange(path)) expect(event.type).toBe('data')
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(0)
  })

  it('can be given up', async () => {
    const source = readFileRange(write('a.log', lines(0, 100_000, 50)))
    const heard = await listen(source, () => {
      void source.close()
      return false
    })
    expect(ofType(heard, 'data')).toHaveLength(1)
  })
})

describe('an archive', () => {
  const text = lines(0, 30_000, 20)

  it('comes as text, all its members', async () => {
    const half = text.indexOf('\n', text.length / 2) + 1
    const archive = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))])
    const heard = await listen(readFileRange(write('a.log.gz', archive)))
    expect(heard.text === text).toBe(true)
    expect(ofType(heard, 'error')).toEqual([])
    expect(ofType(heard, 'data').at(-1)?.position.offset).toBe(text.length)
  })

  it('that is cut off gives what was readable, and says so', async () => {
    const archive = gzipSync(text)
    for (const cut of [archive.length - 1, archive.length - 9, archive.length >> 1, 30_000, 40]) {
      const path = write('a.log.gz', archive.subarray(0, cut))
      const heard = await listen(readFileRange(path))
      const readable = execFileSync('sh', ['-c', `gzip -dc "${path}" 2>/dev/null || true`], {
        maxBuffer: 1e9,
      }).toString('latin1')
      expect(text.startsWith(heard.text)).toBe(true)
      expect(heard.text.length).toBeGreaterThanOrEqual(readable.length)
      expect(ofType(heard, 'error')[0]?.error.message).toContain('ends in the middle')
    }
  })

  it('that is damaged gives what stands before the damage', async () => {
    const archive = gzipSync(text)
    archive.fill(0xff, archive.length - 20_000, archive.length - 19_000)
    const heard = await listen(readFileRange(write('a.log.gz', archive)))
    const half = text.length >> 1
    expect(heard.text.slice(0, half) === text.slice(0, half)).toBe(true)
    expect(ofType(heard, 'error')[0]?.error.message).toContain('damaged')
  })

  it('stays within memory when it is a bomb', async () => {
    const path = write('bomb.gz', gzipSync(Buffer.alloc(300_000_000), { level: 9 }))
    const before = process.memoryUsage().rss
    let length = 0
    let peak = 0
    for await (const event of readFileRange(path)) {
      if (event.type === 'data') length += event.bytes.length
      peak = Math.max(peak, process.memoryUsage().rss)
    }
    expect(length).toBe(300_000_000)
    expect(peak - before).toBeLessThan(96 * 2 ** 20)
  })

  it('is known by its content, not by its name', async () => {
    expect((await listen(readFileRange(write('a.log', gzipSync('hello\n'))))).text).toBe('hello\n')
    expect((await listen(readFileRange(write('a.log.gz', 'hello\n')))).text).toBe('hello\n')
  })
})

describe('a named pipe', () => {
  it('is waited for, and read to its end', async () => {
    const path = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [path])
    const text = lines(0, 20_000)
    const heard = await listen(readFileRange(path), ({ events }) => {
      if (events.length === 1)
        setImmediate(() => {
          const file = join(path, '..', 'text')
          writeFileSync(file, text)
          spawn('sh', ['-c', `cat "${file}" > "${path}"`], { stdio: 'ignore' })
        })
      return false
    })
    expect(heard.events[0]).toMatchObject({ type: 'state', state: 'waiting' })
    expect(faultsOf(heard.text, 0, 20_000)).toEqual([])
  })

  it('that nobody writes to can be given up', async () => {
    const path = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [path])
    const source = readFileRange(path)
    const heard = await listen(source, () => {
      void source.close()
      return false
    })
    expect(heard.events).toHaveLength(1)
    // Nobody holds the pipe open any more: a writer that will not wait is refused.
    expect(() => openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)).toThrow('ENXIO')
  })
})
