import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Statistics } from './statistics.ts'

/** What is used of the engine's WebAssembly: the library for Node has no types of it, that for browsers too many. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

/** Put into the library by the build, because who bundles it takes no other files: the module, deflated, in base64. */
declare const bundledNumerics: string | undefined
/** Put into the command line: the file beside it, which all of its threads read. */
declare const numericsFile: string
/** Put into both: where the same is in JavaScript. */
declare const plainNumericsFile: string

/** What is exported as a value: addresses that do not change, counts beside the last result. */
export interface Global {
  readonly value: number
}

/** What assembly/index.ts exports, and is described there. Addresses are bytes in `memory`; vectors are doubles. */
export interface Numerics extends Statistics {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly results: Global
  readonly counts: Global
  reset(): void
  allocate(bytes: number): number
  /** Adds the cells of a frame, from … end, to slots: 0, or what is wrong, negated. Asks its `Host`. */
  addCells(from: number, end: number, cells: number, figuresOnly: number): number
  readonly edges: Global
  /** Address of the first of so many slots, none of which may be in use; bytes of one. */
  slots(count: number): number
  slotWidth(): number
  takeSlot(slot: number): void
  clearSlots(count: number): void
  sketchRanks(length: number, zeros: number, ranks: number): void
  wideSketchRanks(length: number, zeros: number, ranks: number): void
}

/** What `addCells` asks while it is at work. */
export interface Host {
  /** The slot of a cell by its number; -1: not wanted. */
  slotOf(number: number): number
  /** Takes messages (0) or clients (1) of the cell asked for last, `count` doubles: see assembly/frame.ts. */
  takeTexts(clients: number, address: number, count: number): void
  /** Adds the statuses of a slot to its rollup. */
  emptyStatuses(slot: number): void
}

let host: Host

export function serve(by: Host): void {
  host = by
}

const imports = {
  engine: Math,
  host: {
    slotOf: (number: number) => host.slotOf(number),
    takeTexts: (clients: number, address: number, count: number) => host.takeTexts(clients, address, count),
    emptyStatuses: (slot: number) => host.emptyStatuses(slot),
  },
}

let loaded: Numerics | undefined

/** One for the thread, made when it is first asked for (0.7 ms). */
export function numerics(): Numerics {
  loaded ??= compiled() ?? plain()
  return loaded
}

/** `null` where the engine has no WebAssembly, or not the 10 GB of addresses that V8 sets aside for its memory (`ulimit -v`). */
function compiled(): Numerics | null {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(code()), imports).exports as Numerics
  } catch {
    return null
  }
}

function plain(): Numerics {
  const file = typeof plainNumericsFile === 'string' ? plainNumericsFile : '../../dist/numerics/plain.cjs'
  return (createRequire(import.meta.url)(file) as (imports: object) => Numerics)(imports)
}

function code(): Uint8Array {
  if (typeof bundledNumerics === 'string') {
    const { inflateRawSync }: typeof import('node:zlib') = createRequire(import.meta.url)('node:zlib')
    return inflateRawSync(Buffer.from(bundledNumerics, 'base64'))
  }
  const file = typeof numericsFile === 'string' ? numericsFile : '../../dist/numerics/numerics.wasm'
  return readFileSync(new URL(file, import.meta.url))
}
