import blessed from 'blessed'
import type { Size } from '../layout/rect.ts'

/** One cell as blessed keeps it: look and character. */
type BlessedCell = [look: number, character: string]
export type BlessedLine = BlessedCell[] & { dirty?: boolean }

/** What is used of blessed's program and screen, whose published types leave half of it out. */
interface Program {
  cols: number
  rows: number
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
  isAlt?: boolean
  on(event: string, listener: (...values: never[]) => void): void
  removeAllListeners(event: string): void
  setMouse(modes: Record<string, boolean>, on: boolean): void
  disableMouse(): void
  csr(top: number, bottom: number): void
  clear(): void
  flush(): void
  _write(text: string): void
  destroy(): void
}

export interface BlessedScreen {
  program: Program
  lines: BlessedLine[]
  olines: BlessedLine[]
  alloc(): void
  draw(from: number, to: number): void
  enter(): void
  leave(): void
  destroy(): void
  append(element: unknown): void
  remove(element: unknown): void
}

interface Binder {
  _bound?: boolean
  _exceptionHandler?: () => void
  _sigtermHandler?: () => void
  _sigintHandler?: () => void
  _sigquitHandler?: () => void
  _exitHandler?: () => void
}

interface Blessed {
  program(options: object): Program
  screen(options: object): BlessedScreen
  Screen: Binder
  Program: Binder
  Tput: { ipaths: string[] }
}

const library = blessed as unknown as Blessed
const nothing = (): void => {}

/**
 * Left alone, blessed listens to exit, SIGTERM, SIGINT, SIGQUIT and uncaughtException, and ends the process
 * by itself with 0 or 1. Told that it is bound already, it touches none of them; it removes what it believes
 * to have added when the last screen closes, hence the empty handlers.
 */
function keepAwayFromProcess(): void {
  for (const binder of [library.Screen, library.Program]) {
    binder._bound = true
    binder._exceptionHandler = nothing
    binder._sigtermHandler = nothing
    binder._sigintHandler = nothing
    binder._sigquitHandler = nothing
    binder._exitHandler = nothing
  }
}

/**
 * A screen on the alternate buffer, with blessed's own xterm-256color description whatever `TERM` says:
 * those of tmux, kitty and alacritty would give 8 colours, that of screen garbage. With an empty search path
 * blessed falls back to the file it ships.
 */
export function openScreen(input: NodeJS.ReadStream, output: NodeJS.WriteStream): BlessedScreen {
  keepAwayFromProcess()
  library.Tput.ipaths.length = 0
  const program = library.program({
    input,
    output,
    terminal: 'xterm-256color',
    forceUnicode: true,
    buffer: true,
    zero: true,
    tput: true,
  })
  // No scrolling region is ever needed, and one that is set must be taken back exactly.
  program.csr = nothing
  const screen = library.screen({ program, fullUnicode: false, autoPadding: false })
  ;(screen as unknown as { tput: { brokenACS: boolean } }).tput.brokenACS = true
  // blessed draws at once on every resize of a storm; the dashboard draws when the storm is over.
  program.removeAllListeners('resize')
  return screen
}

export function sizeOf(output: NodeJS.WriteStream): Size {
  const whole = (value: number | undefined): number =>
    value !== undefined && value > 0 && Number.isFinite(value) ? Math.min(1000, Math.floor(value)) : 0
  return { columns: whole(output.columns), rows: whole(output.rows) }
}
