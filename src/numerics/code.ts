import { readFileSync } from 'node:fs'

/** What is used of the engine's WebAssembly: the library for Node has no types of it, that for browsers too many. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

/** The compiled module in base64, put into the bundle by the build. */
declare const bundledNumerics: string

/** An address that does not change. */
interface Place {
  readonly value: number
}

/** What assembly/index.ts exports. Addresses are bytes in `memory`. */
export interface Numerics {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly results: Place
  readonly counts: Place
  reset(): void
  allocate(bytes: number): number
  sketchHead(from: number, end: number): number
  addSketch(base: number): number
  addWideSketch(base: number): number
  testLevels(values: number, n: number): void
  testWithoutCurve(values: number, n: number, basis: number, vectors: number): void
  isJumpy(values: number, n: number, basis: number, vectors: number, margin: number): number
  segment(values: number, n: number, most: number, shortest: number): void
  gainOf(cuts: number): number
  cutsInto(to: number, cuts: number): void
  midranks(values: number, n: number): number
  normalScores(values: number, n: number): number
  sketchRanks(length: number, zeros: number, ranks: number): void
  wideSketchRanks(length: number, zeros: number, ranks: number): void
}

let loaded: Numerics | undefined

/** One for the thread, made when it is first asked for (0.7 ms). */
export function numerics(): Numerics {
  loaded ??= new WebAssembly.Instance(new WebAssembly.Module(code()), { Math }).exports as Numerics
  return loaded
}

function code(): Uint8Array {
  if (typeof bundledNumerics === 'string') return Buffer.from(bundledNumerics, 'base64')
  return readFileSync(new URL('../../dist/numerics/numerics.wasm', import.meta.url))
}
