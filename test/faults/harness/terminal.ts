import { type IPty, spawn } from '@lydell/node-pty'
import headless from '@xterm/headless'
import { ownState } from '../../support/state.ts'
import { binary, until, withPatience } from './program.ts'

/** The program on a terminal of its own; what it draws is put together as a real one would show it. */
export class Terminal {
  readonly pty: IPty
  readonly screen: InstanceType<typeof headless.Terminal>
  raw = ''
  readonly #ended: Promise<{ exitCode: number; signal: number }>

  constructor(
    file: string,
    args: readonly string[],
    size: { columns: number; rows: number } = { columns: 100, rows: 30 },
  ) {
    const { columns: cols, rows } = size
    this.screen = new headless.Terminal({ cols, rows, allowProposedApi: true })
    this.pty = spawn(file, [...args], {
      cols,
      rows,
      name: 'xterm-256color',
      env: { ...process.env, TERM: 'xterm-256color', CI: '', XDG_STATE_HOME: ownState() },
    })
    this.pty.onData(data => {
      this.raw += data
      this.screen.write(data)
    })
    this.#ended = new Promise(resolve => {
      this.pty.onExit(({ exitCode, signal }) => resolve({ exitCode, signal: signal ?? 0 }))
    })
  }

  static program(args: readonly string[], size?: { columns: number; rows: number }): Terminal {
    return new Terminal(process.execPath, [binary, ...args], size)
  }

  get text(): string {
    const { active } = this.screen.buffer
    let text = ''
    for (let row = 0; row < this.screen.rows; row++)
      text += `${active.getLine(active.viewportY + row)?.translateToString(true) ?? ''}\n`
    return text
  }

  /** On the second screen that full-screen programs draw on, which leaves the shell's as it was. */
  get isAlternate(): boolean {
    return this.screen.buffer.active.type === 'alternate'
  }

  /** The cursor is shown, the second screen left, and the mouse no longer reported, as the bytes say. */
  get isRestored(): boolean {
    const shown = this.raw.lastIndexOf('\x1b[?25h') >= this.raw.lastIndexOf('\x1b[?25l')
    const left = this.raw.lastIndexOf('\x1b[?1049l') >= this.raw.lastIndexOf('\x1b[?1049h')
    const mouse = this.raw.lastIndexOf('\x1b[?1000l') >= this.raw.lastIndexOf('\x1b[?1000h')
    return shown && left && mouse
  }

  async shows(text: string): Promise<void> {
    await until(
      () => this.text,
      screen => screen.includes(text),
      screen => `"${text}" is not on the screen:\n${screen}`,
    )
  }

  async until(isEnough: (terminal: this) => boolean, what: string): Promise<void> {
    await until(
      () => isEnough(this),
      enough => enough,
      () => `${what}; the screen:\n${this.text}`,
    )
  }

  ended(): Promise<{ exitCode: number; signal: number }> {
    return withPatience(this.#ended, () => `the program does not end; the screen:\n${this.text}`)
  }

  close(): void {
    try {
      this.pty.kill('SIGKILL')
    } catch {
      // It is gone already.
    }
  }
}
