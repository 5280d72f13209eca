import { appendFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { Fingerprint } from '../../../src/sources/fingerprint.ts'
import { FollowGroup } from '../../../src/sources/follow/group.ts'
import { Newcomers } from '../../../src/sources/follow/newcomers.ts'
import { listSiblings } from '../../../src/sources/follow/siblings.ts'
import { TrackedFile } from '../../../src/sources/follow/tracked-file.ts'
import { fileIdentity } from '../../../src/sources/identity.ts'
import { lines, temporaryFolder } from '../support.ts'

const identityOf = (path: string): string => fileIdentity(statSync(path, { bigint: true }))

/** Renames as logrotate does, every other millisecond, until it is told to stop. */
const rotating = `
const { renameSync } = require('node:fs')
const { workerData: { path, files, flag } } = require('node:worker_threads')
const stop = new Int32Array(flag)
for (let round = 0; Atomics.wait(stop, 0, 0, 2) === 'timed-out'; round++) {
  const up = round % 2 === 0
  for (let n = 0; n < files; n++) {
    const [low, high] = up ? [files - n, files - n + 1] : [n + 2, n + 1]
    renameSync(path + '.' + low, path + '.' + high)
  }
}`

describe('earlier files', () => {
  it('are each listed once while they are renamed', async () => {
    const path = `${temporaryFolder()}/access.log`
    const files = 40
    for (let n = 1; n <= files; n++) writeFileSync(`${path}.${n}`, `${n}\n`)
    const all = listSiblings(path)
      .map(({ identity }) => identity)
      .sort()
    expect(all).toHaveLength(files)
    const flag = new SharedArrayBuffer(4)
    const worker = new Worker(rotating, { eval: true, workerData: { path, files, flag } })
    const ended = new Promise(resolve => worker.once('exit', resolve))
    await new Promise(resolve => worker.once('online', resolve))
    const names = new Set<string>()
    const lists: string[][] = []
    for (let list = 0; list < 300; list++) {
      const siblings = listSiblings(path)
      for (const sibling of siblings) names.add(sibling.path)
      lists.push(siblings.map(({ identity }) => identity).sort())
    }
    Atomics.store(new Int32Array(flag), 0, 1)
    Atomics.notify(new Int32Array(flag), 0)
    expect(await ended).toBe(0)
    // It did rotate: both ends of the names were seen.
    expect(names).toContain(`${path}.1`)
    expect(names).toContain(`${path}.${files + 1}`)
    expect(lists.filter(list => list.join() !== all.join())).toEqual([])
  })
})

/** A file that is rotated in the middle of a look. */
class Slipping extends TrackedFile {
  slip: (() => void) | null = null

  override get offset(): number {
    const { slip } = this
    this.slip = null
    slip?.()
    return super.offset
  }
}

describe('a look at what lies beside a file', () => {
  it('does not take a newcomer for the file whose name it had', () => {
    const path = `${temporaryFolder()}/access.log`
    writeFileSync(path, lines(0, 100))
    utimesSync(path, 1000, 1000)
    const group = new FollowGroup()
    const fd = group.descriptors.openPath(path)
    const print = Fingerprint.of(fd, lines(0, 100).length)
    const file = new Slipping(path, identityOf(path), print, group.descriptors, {
      announce: null,
      lineLimit: 1e6,
    })
    group.descriptors.adopt(file, fd)
    appendFileSync(`${path}.1`, lines(100, 300))
    const newcomer = identityOf(`${path}.1`)
    file.slip = () => {
      renameSync(`${path}.1`, `${path}.2`)
      renameSync(path, `${path}.1`)
    }
    const { copy, unread } = new Newcomers(group).look(path, { file, apart: null, readAnyway: [fd] })
    expect(copy).toBeUndefined()
    expect(unread.map(each => [each.path, each.identity])).toEqual([[`${path}.2`, newcomer]])
    group.descriptors.close(file)
  })
})
