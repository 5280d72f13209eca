import { type IPty, spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'
import { bin, root } from './cli.ts'
import { ownCache, ownState } from './state.ts'

export interface TerminalOptions {
  readonly columns: number
  readonly rows: number
  readonly env?: Record<string, string>
  /** Run through `sh -c` instead of starting the command line alone. */
  readonly shell?: string
}

/** The real command line in a real pseudo-terminal, with its screen reconstructed. */
export class TerminalSession {
  readonly pty: IPty
  readonly screen: InstanceType<typeof xterm.Terminal>
  /** Everything that was written to the terminal. */
  raw = ''
  readonly exited: Promise<{ exitCode: number; signal?: number }>
  #waiting: (() => void)[] = []

  constructor(args: readonly string[], options: TerminalOptions) {
    const { columns: cols, rows } = options
    const env = {
      PATH: process.env.PATH!,
      HOME: process.env.HOME ?? '/',
      XDG_STATE_HOME: ownState(),
      XDG_CACHE_HOME: ownCache,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      ...options.env,
    }
    const [file, argv] =
      options.shell === undefined ? [process.execPath, [bin, ...args]] : ['/bin/sh', ['-c', options.shell]]
    this.screen = new xterm.Terminal({ cols, rows, allowProposedApi: true })
    this.pty = spawn(file, argv, { cols, rows, cwd: root, env })
    this.pty.onData(data => {
      this.raw += data
      this.screen.write(data, () => {
        for (const check of this.#waiting) check()
      })
    })
    this.exited = new Promise(resolve => this.pty.onExit(resolve))
  }

  /** The screen's rows, without trailing blanks. */
  lines(): string[] {
    const { active } = this.screen.buffer
    return Array.from(
      { length: this.screen.rows },
      (_, y) => active.getLine(active.viewportY + y)?.translateToString(true) ?? '',
    )
  }

  text(): string {
    return this.lines().join('\n')
  }

  /** Resolves when the screen satisfies `done`. */
  shows(done: (text: string) => boolean, timeoutMilliseconds = 30_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter(other => other !== check)
        reject(new Error(`the screen never showed it; it shows:\n${this.text()}`))
      }, timeoutMilliseconds)
      const check = () => {
        const text = this.text()
        if (!done(text)) return
        clearTimeout(timer)
        this.#waiting = this.#waiting.filter(other => other !== check)
        resolve(text)
      }
      this.#waiting.push(check)
      check()
    })
  }

  send(keys: string): void {
    this.pty.write(keys)
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(Math.max(2, columns), Math.max(1, rows))
    this.pty.resize(Math.max(1, columns), Math.max(1, rows))
  }

  kill(): void {
    try {
      this.pty.kill('SIGKILL')
    } catch {
      // It has ended already.
    }
  }
}
