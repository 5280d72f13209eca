import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect } from 'vitest'
import { lines } from '../harness/oracle.ts'
import { run } from '../harness/program.ts'
import { expectLines, type Scenario } from '../harness/scenario.ts'
import { connect, finish, send } from '../harness/sockets.ts'

export default {
  title: 'a Unix socket: 0600, replaces only a dead socket, removed at the end if it is ours',
  async run(room) {
    const path = room.path('push.sock')
    const listen = ['--listen', `unix:${path}`]
    const killed = await room.watch(listen, { shell: 'umask 0' })
    expect(lstatSync(path).mode & 0o777).toBe(0o600)
    const second = await run(['watch', '--plain', ...listen])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain('another process')
    killed.kill('SIGKILL')
    await killed.ended()
    expect(lstatSync(path).isSocket()).toBe(true)

    const watch = await room.watch(listen)
    const socket = await connect(`unix:${path}`)
    await send(socket, lines(0, 1000))
    await finish(socket)
    await watch.counted(1000)
    const { report } = await watch.finish()
    expectLines(report, { lines: [[0, 1000]] })
    expect(existsSync(path)).toBe(false)

    for (const make of [
      (): void => writeFileSync(path, 'precious'),
      (): void => symlinkSync('precious', path),
    ]) {
      make()
      const { code, stderr } = await run(['watch', '--plain', ...listen])
      expect(code).toBe(1)
      expect(stderr).toContain(path)
      expect(lstatSync(path).isSocket()).toBe(false)
      if (lstatSync(path).isFile()) expect(readFileSync(path, 'utf8')).toBe('precious')
      rmSync(path)
    }

    const robbed = await room.watch(listen)
    rmSync(path)
    const successor = createServer()
    await new Promise<void>(resolve => successor.listen(path, resolve))
    room.later(() => successor.close())
    await robbed.finish()
    expect(lstatSync(path).isSocket()).toBe(true)
  },
} satisfies Scenario
