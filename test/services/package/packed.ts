import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../support/cli.ts'

/** The package as `npm publish` would send it, and folders to install it into. */
export class Packed {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'api-metrics-package-'))
  readonly tarball: string
  readonly files: readonly { readonly path: string; readonly size: number; readonly mode: number }[]

  constructor() {
    const said = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', this.folder], root)
    const [pack] = JSON.parse(said)
    this.tarball = join(this.folder, pack.filename)
    this.files = pack.files
  }

  /** A new project, empty but for its package.json. */
  project(name: string, more: object = {}): string {
    const folder = join(this.folder, name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, ...more }))
    return folder
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
  })
}

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Runs a program in a folder, with nothing of this repository in its surroundings. */
export function run(
  file: string,
  args: readonly string[],
  cwd: string,
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  return new Promise(resolve => {
    const surroundings = { PATH: process.env.PATH, HOME: cwd, XDG_STATE_HOME: join(cwd, 'state'), TZ: 'UTC' }
    const child = execFile(
      file,
      args,
      { cwd, env: { ...surroundings, ...env }, encoding: 'utf8', maxBuffer: 1 << 26, timeout: 120_000 },
      (error, stdout, stderr) => resolve({ stdout, stderr, code: error === null ? 0 : Number(error.code) }),
    )
    child.stdin!.on('error', () => {})
    child.stdin!.end(input)
  })
}
