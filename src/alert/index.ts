export { AlertBoard, type BoardOptions } from './board.ts'
export type { AlertEvent } from './event.ts'
export type { Look, Measurement } from './reading.ts'
export type { AlertMessage, AlertState } from './state.ts'
