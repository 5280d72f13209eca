import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Descriptors, FollowGroup } from '../../../src/sources/index.ts'
import { faultsOf, line, lines, temporaryFolder } from '../support.ts'
import { Following } from './follow.ts'

const nobody = 65_534
const isRoot = process.getuid?.() === 0

afterEach(() => {
  if (isRoot) process.seteuid?.(0)
})

/** Root may read everything: as root, the test goes on as somebody else. */
function giveUpRights(folder: string): void {
  if (!isRoot) return
  chmodSync(folder, 0o777)
  process.seteuid?.(nobody)
}

describe('a follower', () => {
  it('waits for permission, and keeps what it has open when permission is lost', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'access.log')
    giveUpRights(folder)
    writeFileSync(path, lines(0, 10), { mode: 0o000 })
    const following = new Following(path)
    await following.state('waiting')
    expect(following.events.at(-1)).toMatchObject({ message: 'permission denied' })
    chmodSync(path, 0o600)
    await following.line(9)
    chmodSync(path, 0o200)
    appendFileSync(path, lines(10, 20))
    await following.line(19)
    renameSync(path, `${path}.1`)
    writeFileSync(path, lines(20, 30), { mode: 0o200 })
    await following.state('waiting')
    chmodSync(path, 0o600)
    await following.line(29)
    expect(faultsOf(following.text, 0, 30)).toEqual([])
    expect(following.gapBytes).toBe(0)
    await following.end()
  })

  it.each([
    ['a directory', 'is a directory, not a log', (path: string) => mkdirSync(path)],
    ['an endless device', 'is a device, not a log', (path: string) => symlinkSync('/dev/zero', path)],
    ['a circle of links', 'symbolic links in a circle', (path: string) => symlinkSync(path, path)],
  ])('says what is wrong with %s, and ends', async (_, message, make) => {
    const path = join(temporaryFolder(), 'odd')
    make(path)
    const following = new Following(path)
    await following.until(({ events }) => events.length > 0)
    expect(following.events).toMatchObject([{ type: 'error', error: { message, place: path } }])
    await following.end()
  })

  it('waits for the target of a broken link', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'current')
    symlinkSync('target', path)
    const following = new Following(path)
    await following.state('waiting')
    writeFileSync(join(folder, 'target'), lines(0, 5))
    await following.line(4)
    await following.end()
  })

  it('follows a named pipe from writer to writer', async () => {
    const path = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [path])
    const following = new Following(path)
    await following.state('following')
    for (let k = 0; k < 3; k++) {
      execFileSync('sh', ['-c', `cat > "${path}"`], { input: lines(k * 100, k * 100 + 100) })
      await following.line(k * 100 + 99)
    }
    expect(faultsOf(following.text, 0, 300)).toEqual([])
    await following.end()
  })

  it('hands over what was written just before its end', async () => {
    const path = join(temporaryFolder(), 'access.log')
    writeFileSync(path, lines(0, 10))
    const following = new Following(path)
    await following.line(9)
    await following.until(({ events }) => events.at(-1)?.type === 'caughtUp')
    appendFileSync(path, lines(10, 20))
    renameSync(path, `${path}.1`)
    writeFileSync(path, lines(20, 30))
    await following.end()
    expect(faultsOf(following.text, 0, 30)).toEqual([])
  })

  it('reads a file once under two names, and two files with equal beginnings both', async () => {
    const folder = temporaryFolder()
    const group = new FollowGroup()
    const at = (name: string): string => join(folder, name)
    const text = lines(0, 100)
    writeFileSync(at('a.log'), text)
    copyFileSync(at('a.log'), at('copy.log'))
    symlinkSync('a.log', at('link.log'))
    const [a, copy, link] = ['a.log', 'copy.log', 'link.log'].map(name => new Following(at(name), { group }))
    await Promise.all([a!.line(99), copy!.line(99), link!.state('waiting')])
    appendFileSync(at('a.log'), line(100))
    appendFileSync(at('copy.log'), line(101))
    await Promise.all([a!.line(100), copy!.line(101)])
    expect(a!.text).toBe(text + line(100))
    expect(copy!.text).toBe(text + line(101))
    expect(link!.text).toBe('')
    expect(link!.events.at(-1)).toMatchObject({ message: 'belongs to a file that is already read' })
    await Promise.all([a!.end(), copy!.end(), link!.end()])
  })

  it('leaves rotation to one of several that follow a whole family', async () => {
    const folder = temporaryFolder()
    const group = new FollowGroup()
    const at = (name: string): string => join(folder, name)
    writeFileSync(at('a.log.2'), lines(0, 10))
    writeFileSync(at('a.log.1'), lines(10, 20))
    writeFileSync(at('a.log'), lines(20, 30))
    const all = ['a.log', 'a.log.1', 'a.log.2'].map(name => new Following(at(name), { group }))
    await Promise.all([all[0]!.line(29), all[1]!.line(19), all[2]!.line(9)])
    for (let k = 3; k < 6; k++) {
      renameSync(at('a.log.1'), at('a.log.2'))
      if (k === 4) {
        copyFileSync(at('a.log'), at('a.log.1'))
        truncateSync(at('a.log'))
      } else renameSync(at('a.log'), at('a.log.1'))
      appendFileSync(at('a.log'), lines(k * 10, k * 10 + 10))
      await all[0]!.line(k * 10 + 9)
    }
    expect(faultsOf(all.map(({ text }) => text).join(''), 0, 60)).toEqual([])
    await Promise.all(all.map(each => each.end()))
  })
})

describe('after a restart', () => {
  const begin = async (count: number): Promise<{ path: string; first: Following }> => {
    const path = join(temporaryFolder(), 'access.log')
    writeFileSync(`${path}.9`, lines(900, 910))
    writeFileSync(path, lines(0, count))
    const first = new Following(path)
    await first.line(count - 1)
    await first.end()
    return { path, first }
  }

  it.each<[string, (path: string) => void]>([
    ['nothing happened', path => appendFileSync(path, lines(10, 20))],
    [
      'it was rotated',
      path => {
        appendFileSync(path, lines(10, 14))
        renameSync(path, `${path}.1`)
        writeFileSync(path, lines(14, 20))
      },
    ],
    [
      'it was rotated three times',
      path => {
        appendFileSync(path, lines(10, 11))
        for (let k = 11; k < 20; k += 3) {
          for (const n of [3, 2, 1])
            if (statSync(`${path}.${n}`, { throwIfNoEntry: false }))
              renameSync(`${path}.${n}`, `${path}.${n + 1}`)
          renameSync(path, `${path}.1`)
          writeFileSync(path, lines(k, k + 3))
        }
      },
    ],
    [
      'it was copied and truncated',
      path => {
        appendFileSync(path, lines(10, 14))
        copyFileSync(path, `${path}.1`)
        truncateSync(path)
        appendFileSync(path, lines(14, 20))
      },
    ],
    [
      'it was created anew with the same inode',
      path => {
        const { ino } = statSync(path)
        unlinkSync(path)
        writeFileSync(path, lines(10, 20))
        // Elsewhere than on ext4 the inode may be another; the outcome is the same.
        expect(typeof ino).toBe('number')
      },
    ],
    [
      'it was moved by copying to another inode',
      path => {
        copyFileSync(path, `${path}.new`)
        rmSync(path)
        renameSync(`${path}.new`, path)
        appendFileSync(path, lines(10, 20))
      },
    ],
  ])('nothing is lost or doubled when %s', async (_, deed) => {
    const { path, first } = await begin(10)
    deed(path)
    const position = JSON.parse(JSON.stringify(first.position))
    const second = new Following(path, { resume: position })
    await second.line(19)
    expect(faultsOf(first.text + second.text, 0, 20)).toEqual([])
    await second.end()
  })

  it('late lines of a rotated file are not forgotten', async () => {
    const path = join(temporaryFolder(), 'access.log')
    writeFileSync(path, lines(0, 10))
    const first = new Following(path)
    await first.line(9)
    renameSync(path, `${path}.1`)
    writeFileSync(path, lines(10, 20))
    await first.line(19)
    await first.end()
    appendFileSync(`${path}.1`, lines(20, 30))
    appendFileSync(path, lines(30, 40))
    const second = new Following(path, { resume: first.position! })
    await Promise.all([second.line(29), second.line(39)])
    expect(faultsOf(first.text + second.text, 0, 40)).toEqual([])
    await second.end()
  })
})

describe('many files', () => {
  it('are followed with few descriptors, through rotation', async () => {
    const folder = temporaryFolder()
    const descriptors = new Descriptors(5)
    const group = new FollowGroup({ descriptors })
    const count = 40
    const paths = Array.from({ length: count }, (_, n) => join(folder, `${n}.log`))
    const each = (n: number, k: number): string => lines(n * 1000 + k * 10, n * 1000 + k * 10 + 10)
    for (const [n, path] of paths.entries()) writeFileSync(path, each(n, 0))
    const all = paths.map(path => new Following(path, { group }))
    await Promise.all(all.map((following, n) => following.line(n * 1000 + 9)))
    for (let k = 1; k < 4; k++) {
      paths.forEach((path, n) => {
        appendFileSync(path, each(n, k))
        if (k === 2) {
          renameSync(path, `${path}.1`)
          writeFileSync(path, '')
        }
      })
      await Promise.all(all.map((following, n) => following.line(n * 1000 + k * 10 + 9)))
      expect(descriptors.size).toBeLessThanOrEqual(5)
    }
    for (const [n, { text }] of all.entries()) expect(faultsOf(text, n * 1000, n * 1000 + 40)).toEqual([])
    await Promise.all(all.map(following => following.end()))
    expect(descriptors.size).toBe(0)
  })

  it('cost next to nothing while they are idle, and one that grows is noticed', {
    timeout: 60_000,
  }, async () => {
    const folder = temporaryFolder()
    const group = new FollowGroup()
    const all = Array.from({ length: 1000 }, (_, n) => {
      writeFileSync(join(folder, `${n}.log`), line(n))
      return new Following(join(folder, `${n}.log`), { group })
    })
    await Promise.all(all.map((following, n) => following.line(n)))
    await Promise.all(
      all.map(following => following.until(({ events }) => events.at(-1)?.type === 'caughtUp')),
    )
    const before = process.cpuUsage()
    const began = performance.now()
    await new Promise(resolve => setTimeout(resolve, 2000))
    const { user, system } = process.cpuUsage(before)
    const share = (user + system) / 1000 / (performance.now() - began)
    expect(share).toBeLessThan(0.1)
    const written = performance.now()
    appendFileSync(join(folder, '777.log'), line(5000))
    await all[777]!.line(5000)
    expect(performance.now() - written).toBeLessThan(1000)
    await Promise.all(all.map(following => following.end()))
  })
})

it('a storm of rotations in several files loses nothing, however slow the reader is', {
  timeout: 60_000,
}, async () => {
  const folder = temporaryFolder()
  const group = new FollowGroup()
  const logs = ['a', 'b', 'c'].map(name => ({ path: join(folder, `${name}.log`), next: 0 }))
  for (const { path } of logs) writeFileSync(path, '')
  const all = logs.map(({ path }) => new Following(path, { group }))
  await Promise.all(all.map(following => following.state('following')))
  for (let round = 0; round < 30; round++) {
    for (const log of logs) {
      appendFileSync(log.path, lines(log.next, (log.next += 200)))
      for (let n = round; n >= 1; n--) renameSync(`${log.path}.${n}`, `${log.path}.${n + 1}`)
      renameSync(log.path, `${log.path}.1`)
      writeFileSync(log.path, lines(log.next, (log.next += 100)))
    }
    // Some rotations fall between two looks, some do not.
    await new Promise(resolve => setTimeout(resolve, (round % 4) * 30))
  }
  await Promise.all(all.map((following, n) => following.line(logs[n]!.next - 1)))
  all.forEach((following, n) => {
    expect(faultsOf(following.text, 0, logs[n]!.next)).toEqual([])
    expect(following.count('rotated') + following.count('replaced')).toBe(30)
  })
  await Promise.all(all.map(following => following.end()))
})
