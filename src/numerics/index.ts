export { type Numerics, numerics } from './code.ts'
export { begin, call, memory, put, putBytes, take } from './memory.ts'
