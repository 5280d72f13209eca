import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { FakeCollector, TemporarySocket } from '../../instrument/fake-collector.ts'
import { root, until } from '../../support/cli.ts'

export const examples: string = join(root, 'examples')

/** The example apps that are measured, by the name of their script in `examples/package.json`. */
export const apps = {
  'node-http': { file: 'node-http.js', register: true },
  express: { file: 'express.js' },
  express4: { file: 'express.js', env: { EXPRESS: 'express4' } },
  fastify: { file: 'fastify.js' },
  hono: { file: 'hono.js' },
} as const satisfies Record<string, App>
export type AppName = keyof typeof apps

interface App {
  readonly file: string
  readonly register?: boolean
  readonly env?: Record<string, string>
}

/** One of the apps, running, with a collector of its own. */
export class RunningExample {
  readonly url: string
  readonly child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.child = child
    this.url = url
  }

  static async start(
    name: AppName,
    settings: { path: string; register?: boolean; env?: Record<string, string> },
  ) {
    const app: App = apps[name]
    const register = settings.register === true || app.register === true
    const child = spawn(
      process.execPath,
      [...(register ? ['--import', 'api-metrics/register'] : []), app.file],
      {
        cwd: examples,
        env: {
          PATH: process.env.PATH,
          PORT: '0',
          API_METRICS_URL: `unix:${settings.path}`,
          ...app.env,
          ...settings.env,
        },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    const said = await until(child.stdout!, text => /http:\/\/\S+\n/.test(text))
    return new RunningExample(child, said.trim())
  }

  stop(): Promise<void> {
    const ended = new Promise<void>(resolve => this.child.once('exit', () => resolve()))
    this.child.kill('SIGKILL')
    return ended
  }
}

/** An example and its collector, while `use` runs. */
export async function withExample(
  name: AppName,
  use: (url: string, collector: FakeCollector) => Promise<void>,
  settings: { register?: boolean; env?: Record<string, string> } = {},
): Promise<void> {
  const socket = new TemporarySocket()
  const collector = await FakeCollector.listen(socket.path)
  const example = await RunningExample.start(name, { path: socket.path, ...settings })
  try {
    await use(example.url, collector)
  } finally {
    await example.stop()
    await collector.kill()
    socket.remove()
  }
}
