export { type Numerics, numerics, serve } from './code.ts'
export { begin, memory, put, putBytes, results, take } from './memory.ts'
