import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, type TestContext } from 'vitest'
import { Log } from '../harness/log.ts'
import { until } from '../harness/program.ts'
import { expectLines, Room } from '../harness/scenario.ts'
import { Store } from './store.ts'

it('history: a full disk is survived, said, and nothing of files is lost when it is healed', {
  timeout: 120_000,
}, async context => {
  const room = new Room()
  try {
    const disk = smallDisk(room, context)
    const store = new Store(room, 'disk/history.db')
    const log = new Log(room.path('a.log'))
    log.write(100)
    const recorder = store.collect([log.path])
    await until(
      () => store.status(),
      text => text.includes('100 requests'),
      text => text,
    )
    const filler = `${disk}/filler`
    fill(filler)
    log.write(500)
    await until(
      () => recorder.stderr,
      text => text.includes('no space left'),
      text => `it says nothing of the full disk: ${text}`,
    )
    // It goes on reading, and what is stored stays readable.
    log.write(500)
    await delay(2000)
    expect((await store.report())?.requests.total).toBe(100)
    rmSync(filler)
    await until(
      () => store.status(),
      text => text.includes(`${log.next} requests`),
      text => `${text} ${recorder.stderr}`,
    )
    expect(recorder.stderr).toContain('written again')
    log.write(50)
    recorder.kill('SIGTERM')
    expect((await recorder.ended()).signal).toBe('SIGTERM')
    expectLines((await store.report())!, { lines: [[0, log.next]] })
    log.close()
  } finally {
    await room.leave()
  }
})

it('history: ended on a full disk, it goes on where the last commit was', {
  timeout: 120_000,
}, async context => {
  const room = new Room()
  try {
    const disk = smallDisk(room, context)
    const store = new Store(room, 'disk/history.db')
    const log = new Log(room.path('a.log'))
    log.write(100)
    const first = store.collect([log.path])
    await until(
      () => store.status(),
      text => text.includes('100 requests'),
      text => text,
    )
    const filler = `${disk}/filler`
    fill(filler)
    log.write(500)
    await until(
      () => first.stderr,
      text => text.includes('no space left'),
      text => text,
    )
    first.kill('SIGTERM')
    const ended = await first.ended()
    expect(ended.signal).toBe('SIGTERM')
    expect(ended.stderr).toContain('no space left')
    rmSync(filler)
    const second = store.collect([log.path])
    await until(
      () => store.status(),
      text => text.includes('600 requests'),
      text => text,
    )
    second.kill('SIGTERM')
    await second.ended()
    expectLines((await store.report())!, { lines: [[0, log.next]] })
    log.close()
  } finally {
    await room.leave()
  }
})

/** A file system of 1 MiB in a room. */
function smallDisk(room: Room, { skip }: TestContext): string {
  const disk = room.path('disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
  } catch {
    // Only root may, and not in every container; nothing else makes a disk full that nobody else writes to.
    skip('a file system of its own cannot be mounted here')
  }
  room.later(() => execFileSync('umount', [disk]))
  return disk
}

/** Until there is no byte left. */
function fill(path: string): void {
  const block = Buffer.alloc(4096)
  for (let size = 2 ** 20; size >= 4096; size /= 2) {
    try {
      for (;;)
        writeFileSync(path, Buffer.concat(Array.from({ length: size / 4096 }, () => block)), { flag: 'a' })
    } catch {
      // Too much at once; smaller pieces may still fit.
    }
  }
}
