import {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultsOf, line, lines, temporaryFolder } from '../support.ts'
import { Following } from './follow.ts'

function logIn(folder = temporaryFolder()): { folder: string; path: string } {
  const path = join(folder, 'access.log')
  writeFileSync(path, '')
  return { folder, path }
}

describe('a followed file', () => {
  it('is handed over as it grows, in whole lines', async () => {
    const { path } = logIn()
    appendFileSync(path, lines(0, 1000))
    const following = new Following(path)
    await following.line(999)
    appendFileSync(path, '{"i":1000,')
    appendFileSync(path, lines(1000, 1001).slice('{"i":1000,'.length) + line(1001).slice(0, 5))
    await following.line(1000)
    expect(following.text.endsWith('\n')).toBe(true)
    appendFileSync(path, line(1001).slice(5))
    await following.line(1001)
    expect(faultsOf(following.text, 0, 1002)).toEqual([])
    await following.end()
  })

  it('is begun where it was asked', async () => {
    const { path } = logIn()
    appendFileSync(path, lines(0, 100) + line(100).slice(0, 10))
    const atEnd = new Following(path, { from: 'end' })
    const inside = new Following(path, { from: lines(0, 50).length })
    await Promise.all([atEnd.state('following'), inside.state('following')])
    appendFileSync(path, line(100).slice(10))
    await Promise.all([atEnd.line(100), inside.line(100)])
    expect(faultsOf(atEnd.text, 100, 101)).toEqual([])
    expect(faultsOf(inside.text, 50, 101)).toEqual([])
    await Promise.all([atEnd.end(), inside.end()])
  })

  it('may have lines longer than a read, and one over the limit is counted', async () => {
    const { path } = logIn()
    const following = new Following(path)
    appendFileSync(path, line(0) + line(1, 900_000) + line(2))
    await following.line(2)
    const huge = line(3, 3_000_000)
    const fd = openSync(path, 'a')
    for (let at = 0; at < huge.length; at += 400_000) writeSync(fd, huge.slice(at, at + 400_000))
    writeSync(fd, line(3))
    closeSync(fd)
    await following.line(3)
    expect(faultsOf(following.text, 0, 4)).toEqual([])
    const discarded = following.events.flatMap(event => (event.type === 'discarded' ? [event.bytes] : []))
    expect(discarded).toEqual([huge.length])
    await following.end()
  })
})

describe('rename rotation', () => {
  it('loses nothing and doubles nothing while the writer stays in the old file', async () => {
    const { folder, path } = logIn()
    const following = new Following(path)
    const old = openSync(path, 'a')
    writeSync(old, lines(0, 100))
    await following.line(99)
    writeSync(old, lines(100, 200))
    renameSync(path, join(folder, 'access.log.1'))
    writeFileSync(path, lines(200, 300))
    await following.line(299)
    writeSync(old, lines(300, 400))
    await following.line(399)
    writeSync(old, line(400).slice(0, 9))
    appendFileSync(path, lines(401, 500))
    await following.line(499)
    writeSync(old, line(400).slice(9))
    await following.line(400)
    expect(faultsOf(following.text, 0, 500)).toEqual([])
    expect(following.count('rotated')).toBe(1)
    expect(following.gapBytes).toBe(0)
    closeSync(old)
    await following.end()
  })

  it('finds every file of a storm that nobody opened, in order', async () => {
    const { folder, path } = logIn()
    writeFileSync(join(folder, 'access.log.9'), lines(90_000, 90_100))
    appendFileSync(path, lines(0, 10))
    const following = new Following(path)
    await following.line(9)
    for (let k = 1; k <= 8; k++) {
      for (let n = k - 1; n >= 1; n--) renameSync(`${path}.${n}`, `${path}.${n + 1}`)
      renameSync(path, `${path}.1`)
      writeFileSync(path, lines(k * 10, k * 10 + 10))
    }
    await following.line(89)
    expect(faultsOf(following.text, 0, 90)).toEqual([])
    expect(following.text).toBe(lines(0, 90))
    expect(following.count('rotated')).toBe(8)
    await following.end()
  })

  it('is understood with dates in the names', async () => {
    const { folder, path } = logIn()
    const following = new Following(path)
    appendFileSync(path, lines(0, 10))
    await following.line(9)
    renameSync(path, join(folder, 'access-2024-05-01T10:00:00Z.log'))
    writeFileSync(path, lines(10, 20))
    renameSync(path, join(folder, 'access.log-20240501'))
    writeFileSync(path, lines(20, 30))
    await following.line(29)
    expect(faultsOf(following.text, 0, 30)).toEqual([])
    expect(following.count('rotated')).toBe(2)
    await following.end()
  })

  it('lets go of the old file when it has been quiet, with its last line', async () => {
    const { path } = logIn()
    const following = new Following(path, { timing: { lateWriter: 0.3 } })
    appendFileSync(path, `${lines(0, 10)}${line(10).trimEnd()}`)
    await following.line(9)
    renameSync(path, `${path}.1`)
    writeFileSync(path, lines(11, 20))
    await following.until(({ events }) => events.some(event => event.type === 'boundary' && event.complete))
    expect(faultsOf(following.text.replace('}{', '}\n{'), 0, 20)).toEqual([])
    await following.end()
  })
})

describe('copy and truncate', () => {
  it('reads on in the copy what was not read before', async () => {
    const { path } = logIn()
    const following = new Following(path)
    appendFileSync(path, lines(0, 100))
    await following.line(99)
    appendFileSync(path, lines(100, 200))
    copyFileSync(path, `${path}.1`)
    truncateSync(path)
    appendFileSync(path, lines(200, 300))
    await following.line(299)
    expect(faultsOf(following.text, 0, 300)).toEqual([])
    expect(following.count('truncated')).toBe(1)
    expect(following.gapBytes).toBe(0)
    await following.end()
  })

  it('is noticed when the file has grown past the old offset', async () => {
    const { path } = logIn()
    const following = new Following(path)
    appendFileSync(path, lines(0, 100))
    await following.line(99)
    copyFileSync(path, `${path}.1`)
    truncateSync(path)
    appendFileSync(path, lines(100, 400))
    await following.line(399)
    expect(faultsOf(following.text, 0, 400)).toEqual([])
    expect(following.count('truncated')).toBe(1)
    await following.end()
  })

  it('is noticed when the size is the same as before', async () => {
    const { path } = logIn()
    const following = new Following(path)
    appendFileSync(path, lines(100, 200))
    await following.line(199)
    truncateSync(path)
    const again = lines(200, 300)
    appendFileSync(
      path,
      again.length === lines(100, 200).length
        ? again
        : again
            .slice(0, -1)
            .padEnd(lines(100, 200).length - 1)
            .concat('\n'),
    )
    await following.line(299)
    expect(following.count('truncated')).toBe(1)
    await following.end()
  })

  it('without a copy counts what was not read', async () => {
    const { path } = logIn()
    appendFileSync(path, lines(0, 100))
    const following = new Following(path)
    await following.line(99)
    appendFileSync(path, 'never finished')
    await following.until(({ events }) => events.at(-1)?.type === 'caughtUp')
    await new Promise(resolve => setTimeout(resolve, 250))
    truncateSync(path)
    appendFileSync(path, lines(100, 101))
    await following.line(100)
    expect(faultsOf(following.text, 0, 101)).toEqual([])
    expect(following.gapBytes).toBe('never finished'.length)
    await following.end()
  })

  it('may leave a hole of NULs', async () => {
    const { path } = logIn()
    const writer = openSync(path, 'w')
    writeSync(writer, lines(0, 1000))
    const following = new Following(path)
    await following.line(999)
    copyFileSync(path, `${path}.1`)
    truncateSync(path)
    writeSync(writer, lines(1000, 1100))
    await following.line(1099)
    writeSync(writer, lines(1100, 1200))
    await following.line(1199)
    expect(faultsOf(following.text, 0, 1200)).toEqual([])
    expect(following.text).not.toContain('\0')
    closeSync(writer)
    await following.end()
  })

  it('is not what happens when the same content is written anew', async () => {
    const { path } = logIn()
    const text = lines(0, 5000)
    appendFileSync(path, text)
    const following = new Following(path, { timing: { rewrite: 5 } })
    await following.line(4999)
    truncateSync(path)
    await new Promise(resolve => setTimeout(resolve, 250))
    appendFileSync(path, text.slice(0, 2000))
    await new Promise(resolve => setTimeout(resolve, 250))
    appendFileSync(path, text.slice(2000) + line(5000))
    await following.line(5000)
    expect(faultsOf(following.text, 0, 5001)).toEqual([])
    expect(following.count('truncated')).toBe(0)
    await following.end()
  })
})

describe('a name', () => {
  it('may be deleted and created again at once, with the same inode', async () => {
    const { path } = logIn()
    const following = new Following(path)
    for (let k = 0; k < 5; k++) {
      appendFileSync(path, lines(k * 10, k * 10 + 10))
      await following.line(k * 10 + 9)
      unlinkSync(path)
      writeFileSync(path, '')
    }
    expect(faultsOf(following.text, 0, 50)).toEqual([])
    await following.until(({ events }) => events.some(({ type }) => type === 'boundary'))
    await following.end()
  })

  it('may be missing at first, and vanish for a while', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'late.log')
    const following = new Following(path)
    await following.state('waiting')
    writeFileSync(path, lines(0, 10))
    await following.line(9)
    rmSync(path)
    await following.state('waiting')
    expect(following.events.at(-1)).toMatchObject({ message: 'was removed or renamed' })
    writeFileSync(path, lines(10, 20))
    await following.line(19)
    await following.state('following')
    expect(faultsOf(following.text, 0, 20)).toEqual([])
    expect(following.count('replaced')).toBe(1)
    await following.end()
  })

  it('may be a link that is switched, and back', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'current.log')
    const target = (name: string): string => join(folder, name)
    writeFileSync(target('a'), lines(0, 10))
    writeFileSync(target('b'), lines(10, 20))
    symlinkSync('a', path)
    const following = new Following(path)
    await following.line(9)
    symlinkSync('b', `${path}.new`)
    renameSync(`${path}.new`, path)
    await following.line(19)
    appendFileSync(target('a'), lines(20, 30))
    await following.line(29)
    symlinkSync('a', `${path}.new`)
    renameSync(`${path}.new`, path)
    await following.until(following => following.count('replaced') === 2)
    appendFileSync(target('a'), lines(30, 40))
    appendFileSync(target('b'), lines(40, 50))
    await following.line(49)
    await following.line(39)
    expect(faultsOf(following.text, 0, 50)).toEqual([])
    await following.end()
  })
})
