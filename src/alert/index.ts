export { AlertBoard, type BoardOptions, type Look } from './board.ts'
export type { AlertEvent } from './event.ts'
export type { Measurement } from './reading.ts'
export type { AlertMessage, AlertState } from './state.ts'
