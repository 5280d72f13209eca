export { BatchPool } from './batch-pool.ts'
export { checkFieldMap } from './check-map.ts'
export { createDecoder, type Decoder } from './decoder.ts'
export { detect } from './detect.ts'
export { listFormats } from './formats/index.ts'
export { type CanonicalRequest, type Inspection, inspectLog, type LineExample } from './inspect.ts'
export { compiledKernel, useKernel } from './kernel/load.ts'
export { looksLike } from './looks-like.ts'
export {
  allColumns,
  type DecodeOptions,
  type FieldOverride,
  type OptionalColumn,
  parseFieldMap,
  parseUnits,
  type UnitOverrides,
} from './options.ts'
export type { DecodePlan } from './plan.ts'
export type { Half, Halves } from './request/joins.ts'
