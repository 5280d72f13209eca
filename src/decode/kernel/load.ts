import { existsSync, readFileSync } from 'node:fs'

/** What is used of the engine's WebAssembly: the library for Node has no types of it, that for browsers too many. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

/** A global of the kernel. */
export interface Cell {
  readonly value: number
}

/** What the compiled kernel exports (assembly/index.ts). Addresses are bytes in `memory`. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  init(): void
  /** Scans whole lines in [from, to), where the byte before `to` is a newline. See `Code`. */
  scan(from: number, to: number): number
  /** Empties the columns; they are full at `limit` rows. */
  begin(limit: number): void
  dropRow(): void
  setExtras(count: number): void
  setEndsMatter(matter: number): void
  setIdsMatter(matter: number): void
  setSentencesMatter(matter: number): void
  setLatest(seconds: number): void
  setLastTold(duration: number): void
  setLongestLine(bytes: number): void
  setDepthLimit(levels: number): void
  /** Says that rows without time were given one. */
  timesGiven(): void
  setSlots(count: number): void
  setSlot(key: number, slot: number): void
  setZone(quarter: number, offset: number): void
  /** Number of the new key, 0 when there is no room. */
  addKey(parent: number, text: number, length: number, slot: number): number
  clearKeys(): void
  clearWords(): void
  /** Rows of the columns, which `tally` counts or moves to the front. */
  beginTally(): void
  /** Counts rows up to `end`. See `TallyCode`. */
  tally(end: number): number
  setCell(from: number, to: number, slowFrom: number, rowsFrom: number, patience: number): void
  /** Moments of the cell: the first begins at `from`; whole seconds. Nothing may be counted. */
  setMoments(from: number, step: number): void
  /** Rows before and after are nobody's business: they are no more than counted. */
  setUnseen(before: number, after: number): void
  /** Adds what was counted to the sums; 0: there was no room for it, nothing was added. */
  addUp(): number
  clearSums(): void
  /** Empties what was counted. */
  clearCell(): void
  clearCombos(): void
  clearUnseen(): void
  readonly tallied: Cell
  readonly kept: Cell
  readonly touchedCombos: Cell
  readonly touchedLanes: Cell
  readonly moments: Cell
  readonly seconds: Cell
  readonly cellRows: Cell
  readonly late: Cell
  readonly oldest: Cell
  readonly newest: Cell
  readonly summedRows: Cell
  readonly summedCombos: Cell
  readonly summedLanes: Cell
  readonly oldestSummed: Cell
  readonly newestSummed: Cell
  /** Rows that were nobody's business. */
  readonly unseen: Cell
  readonly newestUnseen: Cell
  readonly lowestBucket: Cell
  readonly position: Cell
  readonly rows: Cell
  /** Lines that were no requests. */
  readonly ignored: Cell
  /** Some rows have no time. */
  readonly untimed: Cell
  readonly words: Cell
  readonly lastTold: Cell
  readonly unknownKey: Cell
  readonly unknownParent: Cell
  readonly unknownWord: Cell
  readonly neededQuarter: Cell
}

/** Why `scan` came back (assembly/codes.ts). */
export const Code = {
  scanned: 0,
  unusual: 1,
  keyUnknown: 2,
  wordUnknown: 3,
  zoneUnknown: 4,
  full: 5,
  repeated: 6,
} as const

/** Why `tally` came back (assembly/tally.ts). */
export const TallyCode = {
  counted: 0,
  otherCell: 1,
  cellFull: 2,
  combosFull: 3,
} as const

/** What the kernel asks in the midst of its work: numbers as they stand in the columns → lane. */
export type LaneOf = (method: number, endpoint: number, route: number, cache: number) => number

/** Answer of `LaneOf`: there is no room for another one. */
export const noLane = -1

/** Beside this file in the package; where the sources are run, in what the build made of them. */
const places = ['kernel.wasm', '../../../dist/decode/kernel/kernel.wasm']

let compiled: object | null | undefined

/** The compiled kernel, which another thread may be given; `null` where there is none. */
export function compiledKernel(): object | null {
  if (compiled === undefined) compiled = compile()
  return compiled
}

/** Takes what `compiledKernel` gave in another thread. */
export function useKernel(kernel: object | null): void {
  compiled = kernel
}

/**
 * A kernel with a memory of its own (16 MiB, touched as needed); `null` where there is none, no SIMD, or not the 10 GB
 * of addresses that V8 sets aside for each memory (`ulimit -v`).
 */
export function loadKernel(laneOf: LaneOf): KernelExports | null {
  const code = compiledKernel()
  if (code === null) return null
  try {
    const kernel = new WebAssembly.Instance(code, { host: { laneOf } }).exports as unknown as KernelExports
    kernel.init()
    return kernel
  } catch {
    return null
  }
}

function compile(): object | null {
  const file = places.map(place => new URL(place, import.meta.url)).find(url => existsSync(url))
  if (file === undefined) return null
  try {
    return new WebAssembly.Module(readFileSync(file))
  } catch {
    return null // an engine without SIMD refuses to compile it; the general path does everything then
  }
}
