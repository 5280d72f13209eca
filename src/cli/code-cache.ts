import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import { Script } from 'node:vm'
// By name: Node 20.0 to 20.14 have no `crc32`.
import * as zlib from 'node:zlib'

/**
 * What V8 made of the program's text in an earlier run of the same kind, so that this one need not compile it again:
 * https://nodejs.org/docs/latest-v20.x/api/vm.html#scriptcreatecacheddata. 45 of 300 ms to report a day of history.
 * Where it cannot be read or written, everything is compiled as ever. `NODE_DISABLE_COMPILE_CACHE=1`, as of Node,
 * does without.
 */
export interface CodeCacheOptions {
  /** The script, text in ASCII; beside it `hash`, of its content. */
  readonly path: string
  readonly hash: string
  /** Runs of one kind need much the same functions. Letters and `-`. */
  readonly kind: string
  readonly env: NodeJS.ProcessEnv
  /** Puts the flags of V8 back to what they were at the start: they are part of what makes a cache fit. */
  readonly resetFlags: () => void
}

type CommonJs = (
  exports: object,
  require: NodeJS.Require,
  module: object,
  file: string,
  folder: string,
) => void

export interface LoadedScript {
  readonly exports: object
  /** To be said once what a run of this kind needs has run; does nothing where the cache was made by one as long. */
  keep(): void
}

export function loadScript(
  options: CodeCacheOptions,
  require: NodeJS.Require,
  importModule: unknown,
): LoadedScript {
  const { path, hash, kind, env, resetFlags } = options
  const folder = typeof zlib.crc32 === 'function' ? cacheFolder(env) : null
  const tag = cachedDataVersionTag()
  const file = `${kind}-${hash}-${tag.toString(16)}.bin`
  const found = folder === null ? undefined : readOwn(join(folder, file))
  const cachedData = found?.data
  const text = `(function(exports,require,module,__filename,__dirname){${readFileSync(path, 'latin1')}\n})`
  const script = new Script(text, {
    filename: path,
    ...(cachedData !== undefined && { cachedData }),
    importModuleDynamically: importModule as never,
  })
  const module = { exports: {} }
  const run = script.runInThisContext() as CommonJs
  run(module.exports, require, module, path, join(path, '..'))
  const good = script.cachedDataRejected === false ? found : undefined
  let kept = folder === null
  const keep = () => {
    const { user, system } = process.cpuUsage()
    const milliseconds = Math.round((user + system) / 1000)
    if (kept || milliseconds < longer * (good?.milliseconds ?? 0)) return
    kept = true
    resetFlags()
    // Under other flags than it was looked for, it would be made at each run, and never fit.
    if (cachedDataVersionTag() !== tag) return
    const made = script.createCachedData()
    // V8 forgets in time what is no longer used: what a long run leaves may be less.
    const data = good !== undefined && good.data.length > made.length ? good.data : made
    replace(folder!, file, { data, milliseconds })
  }
  return { exports: module.exports, keep }
}

/** https://specifications.freedesktop.org/basedir-spec/latest/: a relative path is to be ignored. */
function cacheFolder({
  NODE_DISABLE_COMPILE_CACHE: disabled,
  XDG_CACHE_HOME: cache,
  HOME: home,
}: NodeJS.ProcessEnv): string | null {
  if (disabled === '1') return null
  if (cache !== undefined && isAbsolute(cache)) return join(cache, 'api-metrics')
  return home === undefined || !isOwnFolder(home) ? null : join(home, '.cache', 'api-metrics')
}

/** What was kept, and the processor time until then of the run that made it. */
interface Kept {
  readonly data: Buffer
  readonly milliseconds: number
}

/**
 * A run that works so many times as long has most likely compiled more: after a report of a small file, those of a big
 * one took 405 ms instead of 357 ms.
 */
const longer = 1.2

/** Checksum, milliseconds. */
const headBytes = 8

/** It is run as it is: nobody else may have written it, and V8 ends the process over one that was damaged. */
function readOwn(path: string): Kept | undefined {
  try {
    const { uid, mode } = statSync(path)
    if (!isOwn(uid) || (mode & 0o022) !== 0) return undefined
    const bytes = readFileSync(path)
    const data = bytes.subarray(headBytes)
    if (zlib.crc32(data) !== bytes.readUInt32LE()) return undefined
    return { data, milliseconds: bytes.readUInt32LE(4) }
  } catch {
    return undefined
  }
}

function isOwn(uid: number): boolean {
  return process.geteuid === undefined || uid === process.geteuid()
}

/** Not another's, as with sudo: nothing is left there that its owner cannot change. */
function isOwnFolder(path: string): boolean {
  try {
    return isAbsolute(path) && isOwn(statSync(path).uid)
  } catch {
    return false
  }
}

/** Whole or not at all, whoever else does the same. What earlier versions left goes. */
function replace(folder: string, file: string, { data, milliseconds }: Kept): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!isOwnFolder(folder)) return
    const head = Buffer.alloc(headBytes)
    head.writeUInt32LE(zlib.crc32(data))
    head.writeUInt32LE(milliseconds, 4)
    writeWhole(join(folder, file), Buffer.concat([head, data]))
    for (const old of readdirSync(folder))
      if (old !== file && isStale(join(folder, old))) rmSync(join(folder, old))
  } catch {
    // Without it, the next run compiles as this one did.
  }
}

function writeWhole(path: string, bytes: Buffer): void {
  const draft = `${path}.${process.pid}`
  try {
    writeFileSync(draft, bytes, { mode: 0o600, flag: 'wx' })
    renameSync(draft, path)
  } catch {
    rmSync(draft, { force: true })
  }
}

const staleSeconds = 30 * 86_400

function isStale(path: string): boolean {
  return statSync(path).mtimeMs < Date.now() - staleSeconds * 1000
}
