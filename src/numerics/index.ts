export { type Numerics, numerics, serve } from './code.ts'
export { begin, memory, put, putBytes, take } from './memory.ts'
