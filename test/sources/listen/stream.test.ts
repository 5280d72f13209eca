import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { openListener, writePortFile } from '../../../src/sources/index.ts'
import { faultsOf, line, lines, temporaryFolder } from '../support.ts'
import { connectTo, finish, Pushing, send } from './push.ts'

const tcp = 'tcp://127.0.0.1:0'

describe('lines over TCP', () => {
  it('of many connections never mix, however they are cut', async () => {
    const pushing = await Pushing.open(tcp)
    const senders = await Promise.all(Array.from({ length: 20 }, () => connectTo(pushing.listener.url)))
    const text = senders.map((_, s) => lines(s * 1000, s * 1000 + 1000))
    const pieces = [1, 7, 1000, 3, 20_000]
    for (let round = 0, at = senders.map(() => 0); at.some((a, s) => a < text[s]!.length); round++) {
      for (const [s, socket] of senders.entries()) {
        const length = pieces[(round + s) % pieces.length]!
        await send(socket, text[s]!.slice(at[s], at[s]! + length))
        at[s]! += length
      }
    }
    await Promise.all(senders.map(finish))
    await pushing.until(({ bytes }) => bytes === text.join('').length)
    expect(faultsOf(pushing.received, 0, 20_000)).toEqual([])
    expect(pushing.listener.counters).toMatchObject({ accepted: 20, refused: 0 })
    await pushing.end()
  })

  it('that end without newline come by themselves, and say whether they can be whole', async () => {
    const pushing = await Pushing.open(tcp, { limits: { idle: 0.2 } })
    const tidy = await connectTo(pushing.listener.url)
    await send(tidy, `${line(0)}{"i":1}`)
    await finish(tidy)
    await pushing.until(({ events }) => events.some(event => event.type === 'boundary'))
    expect(pushing.events.find(event => event.type === 'boundary')).toMatchObject({ complete: true })
    const silent = await connectTo(pushing.listener.url)
    await send(silent, '{"i":')
    await once(silent.resume(), 'close')
    await pushing.until(({ events }) => events.filter(event => event.type === 'boundary').length === 2)
    expect(pushing.events.findLast(event => event.type === 'boundary')).toMatchObject({ complete: false })
    expect(pushing.received).toBe(`${line(0)}{"i":1}{"i":`)
    await pushing.end()
  })

  it('over the limit are counted, and the next one is intact', async () => {
    const pushing = await Pushing.open(tcp)
    const socket = await connectTo(pushing.listener.url)
    const long = 'x'.repeat(1_000_000)
    await send(socket, line(0))
    for (let i = 0; i < 50; i++) await send(socket, long)
    await send(socket, `\n${line(1)}`)
    await finish(socket)
    await pushing.until(({ received }) => received.includes('{"i":1,'))
    expect(faultsOf(pushing.received, 0, 2)).toEqual([])
    expect(pushing.events.filter(event => event.type === 'discarded')).toEqual([
      { type: 'discarded', bytes: 50_000_001 },
    ])
    await pushing.end()
  })

  it('are held back with the consumer, and none is lost', async () => {
    const pushing = await Pushing.open(tcp)
    let open = (): void => undefined
    pushing.gate = new Promise(resolve => {
      open = resolve
    })
    const socket = await connectTo(pushing.listener.url)
    const text = lines(0, 300_000)
    let stuck = false
    const sent = (async () => {
      for (let at = 0; at < text.length; at += 65_536) {
        if (socket.write(text.slice(at, at + 65_536))) continue
        const drained = once(socket, 'drain')
        const timer = setTimeout(() => {
          stuck = true
          open()
        }, 300)
        await drained
        clearTimeout(timer)
      }
    })()
    await sent
    await finish(socket)
    await pushing.until(({ bytes }) => bytes === text.length)
    expect(stuck).toBe(true)
    expect(faultsOf(pushing.received, 0, 300_000)).toEqual([])
    await pushing.end()
  })

  it('over the limit of connections are refused; those inside do not notice', async () => {
    const pushing = await Pushing.open(tcp, { limits: { connections: 5 } })
    const inside: Socket[] = []
    for (let i = 0; i < 5; i++) inside.push(await connectTo(pushing.listener.url))
    for (let i = 0; i < 5; i++) {
      const outside = await connectTo(pushing.listener.url)
      outside.on('error', () => undefined)
      await once(outside.resume(), 'close')
    }
    expect(pushing.listener.counters.refused).toBe(5)
    for (const [i, socket] of inside.entries()) await send(socket, line(i))
    await Promise.all(inside.map(finish))
    await pushing.until(({ received }) => received.split('\n').length === 6)
    expect(faultsOf(pushing.received, 0, 5)).toEqual([])
    // Those that have left make room.
    await vi.waitFor(() => expect(pushing.listener.counters.open).toBe(0))
    const later = await Promise.all(Array.from({ length: 5 }, () => connectTo(pushing.listener.url)))
    for (const [i, socket] of later.entries()) await send(socket, line(5 + i))
    await Promise.all(later.map(finish))
    await pushing.until(({ received }) => received.split('\n').length === 11)
    expect(pushing.listener.counters).toMatchObject({ accepted: 10, refused: 5 })
    await pushing.end()
  })

  it('that stay silent too long are closed', async () => {
    const pushing = await Pushing.open(tcp, { limits: { idle: 0.05 } })
    const socket = await connectTo(pushing.listener.url)
    await once(socket.resume(), 'close')
    expect(pushing.listener.counters.timedOut).toBe(1)
    await pushing.end()
  })

  it('that arrived before the end are still handed over', async () => {
    const pushing = await Pushing.open(tcp)
    const text = lines(0, 100_000)
    const socket = await connectTo(pushing.listener.url)
    socket.end(text)
    await once(socket, 'finish')
    await pushing.end()
    expect(faultsOf(pushing.received, 0, 100_000)).toEqual([])
  })
})

describe('a token over TCP', () => {
  const options = { token: 'secret', limits: { header: 0.2 } }
  const answerTo = async (url: string, text: string): Promise<string> => {
    const socket = await connectTo(url)
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk
    })
    if (text !== '') await send(socket, text)
    await once(socket, 'close')
    return answer
  }

  it('lets in who has it', async () => {
    const pushing = await Pushing.open(tcp, options)
    const socket = await connectTo(pushing.listener.url)
    await send(socket, '{"tok')
    await send(socket, `en":"secret"}\r\n${line(0)}`)
    await send(socket, line(1))
    await finish(socket)
    await pushing.until(({ received }) => received.includes('{"i":1,'))
    expect(pushing.received).toBe(lines(0, 2))
    await pushing.end()
  })

  it('keeps out who has not', async () => {
    const pushing = await Pushing.open(tcp, options)
    const { url } = pushing.listener
    for (const text of ['{"token":"secres"}\n', line(0), '\n', '{"token":null}\n', 'x'.repeat(5000)])
      expect(JSON.parse(await answerTo(url, text))).toHaveProperty('error')
    expect(await answerTo(url, '')).toContain('in time')
    expect(pushing.listener.counters.unauthorised).toBe(6)
    expect(pushing.received).toBe('')
    await pushing.end()
  })
})

describe('a Unix socket', () => {
  const pathIn = (folder = temporaryFolder()): string => join(folder, 'push.sock')

  it('is 0600 whatever the mask, and gone at the end', async () => {
    const path = pathIn()
    const mask = process.umask(0)
    const pushing = await Pushing.open(`unix:${path}`)
    expect(process.umask(mask)).toBe(0)
    expect(lstatSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(path, '..'))).toEqual(['push.sock'])
    const socket = await connectTo(pushing.listener.url)
    await send(socket, lines(0, 100))
    await finish(socket)
    await pushing.until(({ bytes }) => bytes === lines(0, 100).length)
    expect(faultsOf(pushing.received, 0, 100)).toEqual([])
    await pushing.end()
    expect(existsSync(path)).toBe(false)
  })

  it('takes the place of a dead one', async () => {
    const path = pathIn()
    const script = `require('net').createServer().listen(${JSON.stringify(path)},()=>console.log('up'))`
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(lstatSync(path).isSocket()).toBe(true)
    const pushing = await Pushing.open(`unix:${path}`)
    await finish(await connectTo(pushing.listener.url))
    await pushing.end()
  })

  it('never takes the place of a live one, a file, a link or a directory', async () => {
    const path = pathIn()
    const live = createServer()
    await new Promise<void>(resolve => live.listen(path, resolve))
    await expect(openListener(`unix:${path}`)).rejects.toThrow('another process')
    await new Promise(resolve => live.close(resolve))
    writeFileSync(path, 'precious')
    await expect(openListener(`unix:${path}`)).rejects.toThrow('is a file')
    expect(readFileSync(path, 'utf8')).toBe('precious')
    rmSync(path)
    symlinkSync('elsewhere', path)
    await expect(openListener(`unix:${path}`)).rejects.toThrow('symbolic link')
    rmSync(path)
    mkdirSync(path)
    await expect(openListener(`unix:${path}`)).rejects.toMatchObject({ place: path })
    expect(readdirSync(join(path, '..'))).toEqual(['push.sock'])
    await expect(openListener(`unix:${path}/no/where.sock`)).rejects.toMatchObject({ exitCode: 1 })
  })

  it('is left alone at the end when it is not ours any more', async () => {
    const path = pathIn()
    const pushing = await Pushing.open(`unix:${path}`)
    rmSync(path)
    const successor = createServer()
    await new Promise<void>(resolve => successor.listen(path, resolve))
    await pushing.end()
    expect(lstatSync(path).isSocket()).toBe(true)
    await new Promise(resolve => successor.close(resolve))
  })
})

describe('an address', () => {
  it('that is taken says so', async () => {
    const pushing = await Pushing.open(tcp)
    await expect(openListener(pushing.listener.url)).rejects.toMatchObject({
      message: 'the address is in use',
      place: pushing.listener.url,
    })
    await pushing.end()
  })

  it('goes into the port file, which appears whole', async () => {
    const path = join(temporaryFolder(), 'ports')
    writePortFile(path, ['tcp://127.0.0.1:1', 'unix:/x'])
    expect(readFileSync(path, 'utf8')).toBe('tcp://127.0.0.1:1\nunix:/x\n')
    expect(readdirSync(join(path, '..'))).toEqual(['ports'])
    expect(() => writePortFile(join(path, 'below'), [])).toThrow('no such file')
    expect(execFileSync('cat', [path]).length).toBeGreaterThan(0)
  })
})
