import type { AlertPhase } from '../model/index.ts'
import type { Reading } from './reading.ts'

/** What receivers are told. */
export type AlertMessage = 'firing' | 'noData' | 'resolved'

/** All that is known of one alert; plain JSON, so that it outlives the process. Times in seconds since the epoch. */
export interface AlertState {
  readonly phase: AlertPhase
  readonly since: number
  readonly actual: number | null
  /** When it was last looked at. */
  readonly lastAt: number
  /** Since when the readings have been so without a break. */
  readonly crossedSince: number | null
  readonly keptSince: number | null
  readonly recoveredSince: number | null
  readonly emptySince: number | null
  /** There was data once. */
  readonly seen: boolean
  /** Since when the limit was crossed when the alert last began to fire. */
  readonly firedSince: number | null
  /** What receivers believe; `null`: that all is well. */
  readonly told: 'firing' | 'noData' | null
  /** Since when the trouble that receivers were last told of. */
  readonly troubleSince: number | null
  /** When each was last told. */
  readonly toldAt: { readonly firing: number | null; readonly noData: number | null }
}

export interface AlertTiming {
  /** How long a limit must stay crossed, seconds. */
  readonly holdSeconds: number
  /** Between two messages of the same kind about the same alert, seconds. */
  readonly cooldownSeconds: number
}

/** Nothing resolves faster. */
const leastCalm = 10
/** What hovers inside its limit without recovering clearly is over after this time (or five holds). */
const longCalm = 300
/** Data is missing when it has been for so long (or for the hold). */
const leastEmpty = 60
/** Seconds without a look (a restart, a laptop asleep) after which nothing counts as unbroken. */
const longestGap = 30

export function initialAlert(now: number): AlertState {
  return {
    phase: 'noData',
    since: now,
    actual: null,
    lastAt: now,
    crossedSince: null,
    keptSince: null,
    recoveredSince: null,
    emptySince: null,
    seen: false,
    firedSince: null,
    told: null,
    troubleSince: null,
    toldAt: { firing: null, noData: null },
  }
}

export interface AlertStep {
  readonly state: AlertState
  /** To be told now. */
  readonly message: AlertMessage | null
}

/** One look at one alert. Pure: the same looks give the same messages. */
export function stepAlert(before: AlertState, reading: Reading, now: number, timing: AlertTiming): AlertStep {
  const looked = look(before, reading, now)
  const phase = phaseOf(looked, reading, now, timing)
  const begins = phase === 'firing' && before.phase !== 'firing'
  const state: AlertState = {
    ...looked,
    phase,
    since: phase === before.phase ? Math.min(before.since, now) : now,
    firedSince: begins ? looked.crossedSince : looked.firedSince,
  }
  return tell(state, wanted(state, reading, now, timing), now, timing)
}

function look(before: AlertState, reading: Reading, now: number): AlertState {
  const unbroken = now >= before.lastAt && now - before.lastAt <= longestGap
  const running = (is: boolean, since: number | null): number | null =>
    is ? ((unbroken ? since : null) ?? now) : null
  return {
    ...before,
    actual: reading.kind === 'none' ? null : reading.actual,
    lastAt: now,
    crossedSince: running(reading.kind === 'crossed', before.crossedSince),
    keptSince: running(reading.kind === 'kept', before.keptSince),
    recoveredSince: running(reading.kind === 'kept' && reading.recovered, before.recoveredSince),
    emptySince: running(reading.kind === 'none', before.emptySince),
    seen: before.seen || reading.kind !== 'none',
  }
}

function phaseOf(
  { phase, crossedSince, keptSince, recoveredSince, emptySince }: AlertState,
  reading: Reading,
  now: number,
  { holdSeconds }: AlertTiming,
): AlertPhase {
  const lasted = (since: number | null, seconds: number): boolean => since !== null && now - since >= seconds
  switch (reading.kind) {
    case 'crossed':
      return phase === 'firing' || lasted(crossedSince, holdSeconds) ? 'firing' : 'pending'
    case 'none':
      return phase === 'firing' && !lasted(emptySince, emptyAfter(holdSeconds)) ? 'firing' : 'noData'
    case 'kept': {
      if (phase !== 'firing') return 'ok'
      const over =
        lasted(recoveredSince, Math.max(leastCalm, holdSeconds)) ||
        lasted(keptSince, Math.max(longCalm, 5 * holdSeconds))
      return over ? 'ok' : 'firing'
    }
  }
}

function emptyAfter(holdSeconds: number): number {
  return Math.max(leastEmpty, holdSeconds)
}

/** What receivers should believe. */
function wanted(
  { phase, told, seen, emptySince }: AlertState,
  reading: Reading,
  now: number,
  { holdSeconds }: AlertTiming,
): AlertState['told'] {
  // What was held back by the cooldown and is about to be over is not told any more.
  if (phase === 'firing') return reading.kind === 'crossed' ? 'firing' : told
  if (phase === 'ok') return null
  if (phase === 'pending' || reading.kind !== 'none') return told
  // A quiet night is no reason to wake anybody; that a firing alert went blind is.
  const matters = seen && (reading.reason === 'nothing' || told === 'firing')
  const lasted = emptySince !== null && now - emptySince >= emptyAfter(holdSeconds)
  return matters && lasted ? 'noData' : told
}

function tell(
  state: AlertState,
  want: AlertState['told'],
  now: number,
  { cooldownSeconds }: AlertTiming,
): AlertStep {
  if (want === state.told) return { state, message: null }
  if (want === null) return { state: { ...state, told: null }, message: 'resolved' }
  const last = state.toldAt[want]
  const cooling = last !== null && now >= last && now - last < cooldownSeconds
  if (cooling) return { state, message: null }
  const began = want === 'firing' ? state.firedSince : state.emptySince
  // A firing alert that goes blind is still the same trouble.
  const troubleSince = state.told === 'firing' ? state.troubleSince : began
  const toldAt = { ...state.toldAt, [want]: now }
  return { state: { ...state, told: want, troubleSince, toldAt }, message: want }
}
