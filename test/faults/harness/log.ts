import { closeSync, copyFileSync, existsSync, openSync, renameSync, truncateSync, writeSync } from 'node:fs'
import { lines } from './oracle.ts'

/** A log file, its writer, and what logrotate does to it. */
export class Log {
  readonly path: string
  /** Number of the line that is written next. */
  next: number
  #fd: number
  #old: number[] = []

  constructor(path: string, first = 0, flags = 'a') {
    this.path = path
    this.next = first
    this.#fd = openSync(path, flags)
  }

  write(count: number): void {
    writeSync(this.#fd, lines(this.next, this.next + count))
    this.next += count
  }

  /** Writes what is no line of the oracle. */
  raw(text: string): void {
    writeSync(this.#fd, text)
  }

  /** Lines of a writer that has not noticed the rotation. */
  writeLate(count: number): void {
    writeSync(this.#old.at(-1)!, lines(this.next, this.next + count))
    this.next += count
  }

  rotate(): void {
    this.#shift()
    renameSync(this.path, `${this.path}.1`)
    this.#old.push(this.#fd)
    this.#fd = openSync(this.path, 'a')
  }

  copyAndTruncate(): void {
    this.#shift()
    copyFileSync(this.path, `${this.path}.1`)
    truncateSync(this.path)
  }

  #shift(): void {
    let last = 1
    while (existsSync(`${this.path}.${last}`)) last++
    for (let n = last - 1; n >= 1; n--) renameSync(`${this.path}.${n}`, `${this.path}.${n + 1}`)
  }

  close(): void {
    for (const fd of [...this.#old, this.#fd]) closeSync(fd)
    this.#old = []
  }
}
