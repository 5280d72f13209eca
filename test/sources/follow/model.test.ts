import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SourcePosition } from '../../../src/model/index.ts'
import { faultsOf, line, lines, temporaryFolder } from '../support.ts'
import { Following } from './follow.ts'

/** A log, its writer and its rotation: all that is done to a file between the looks of a follower. */
class Log {
  readonly path: string
  next = 0
  lastWhole = -1
  #fd: number
  #old: number | null = null
  #unfinished = ''

  constructor(path: string) {
    this.path = path
    this.#fd = openSync(path, 'a')
  }

  append(count: number): void {
    writeSync(this.#fd, this.#unfinished + lines(this.next, this.next + count))
    this.#unfinished = ''
    this.next += count
    this.lastWhole = this.next - 1
  }

  /** The first half of a line; the rest comes with the next `append`. */
  begin(): void {
    if (this.#unfinished !== '') return
    const whole = line(this.next++)
    writeSync(this.#fd, whole.slice(0, 7))
    this.#unfinished = whole.slice(7)
  }

  late(count: number): void {
    if (this.#old === null) return
    writeSync(this.#old, lines(this.next, this.next + count))
    this.next += count
    this.lastWhole = this.next - 1
  }

  rotate(): void {
    this.#finishLine()
    this.#shift()
    renameSync(this.path, `${this.path}.1`)
    if (this.#old !== null) closeSync(this.#old)
    this.#old = this.#fd
    this.#fd = openSync(this.path, 'a')
  }

  copyAndTruncate(): void {
    this.#finishLine()
    this.#shift()
    copyFileSync(this.path, `${this.path}.1`)
    truncateSync(this.path)
  }

  backUp(): void {
    copyFileSync(this.path, `${this.path}.bak`)
  }

  /** Ends the line that is being written; it came to be in this file. */
  #finishLine(): void {
    if (this.#unfinished !== '') this.append(0)
  }

  #shift(): void {
    for (let n = 40; n >= 1; n--)
      if (existsSync(`${this.path}.${n}`)) renameSync(`${this.path}.${n}`, `${this.path}.${n + 1}`)
  }

  close(): void {
    this.#finishLine()
    closeSync(this.#fd)
    if (this.#old !== null) closeSync(this.#old)
  }
}

type Deed = 'append' | 'begin' | 'late' | 'rotate' | 'copy' | 'look' | 'restart' | 'backUp'

const deeds = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Deed>('append') },
    fc.constantFrom<Deed>('begin', 'late', 'rotate', 'copy', 'look', 'restart', 'backUp'),
  ),
  { minLength: 1, maxLength: 14 },
)

async function follow(all: readonly Deed[]): Promise<void> {
  const path = join(temporaryFolder(), 'access.log')
  writeFileSync(`${path}.7`, lines(900_000, 900_010))
  const log = new Log(path)
  let text = ''
  let following = new Following(path)
  let position: SourcePosition | undefined
  const caughtUp = async (): Promise<void> => {
    const last = `{"i":${log.lastWhole},`
    if (log.lastWhole >= 0 && !text.includes(last)) await following.until(({ text }) => text.includes(last))
  }
  await following.state('following')
  for (const deed of all) {
    if (deed === 'append') log.append(1 + (log.next % 7))
    else if (deed === 'begin') log.begin()
    else if (deed === 'late') log.late(2)
    else if (deed === 'rotate') log.rotate()
    else if (deed === 'copy') log.copyAndTruncate()
    else if (deed === 'backUp') log.backUp()
    else if (deed === 'look') await caughtUp()
    else if (position !== undefined || following.position !== undefined) {
      await following.end()
      text += following.text
      position = following.position ?? position
      following = new Following(path, { resume: position! })
    }
  }
  log.close()
  appendFileSync(path, line(log.next))
  await following.line(log.next)
  await following.end()
  text += following.text
  expect(faultsOf(text, 0, log.next + 1)).toEqual([])
}

it('whatever is done to a log, each line comes once', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async all => {
      await follow(all)
    }),
    { numRuns: Number(process.env.RUNS ?? 25) },
  )
})
