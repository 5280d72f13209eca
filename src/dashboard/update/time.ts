import { errorSpikes } from '../spikes.ts'
import type { State } from '../state.ts'
import { look, next, push, type Result, say } from './result.ts'

export const windowChoices: readonly number[] = [60, 300, 900, 3600, 21600, 86400, 604800]

export function changeWindow(state: State, direction: 1 | -1): Result {
  const { windowSeconds } = state.request
  const choice =
    direction === 1
      ? windowChoices.find(seconds => seconds > windowSeconds)
      : windowChoices.findLast(seconds => seconds < windowSeconds)
  if (choice === undefined)
    return next(say(state, direction === 1 ? 'no longer window' : 'no shorter window'))
  return look(state, { windowSeconds: choice })
}

/** A quarter of the window back or forward; forward beyond the newest data is live again. */
export function travel(state: State, direction: 1 | -1): Result {
  const { windowSeconds, end } = state.request
  const snapshot = state.observation?.snapshot
  if (end === null && direction === 1) return next(say(state, 'this is the newest'))
  const from = end ?? snapshot?.window.to ?? state.now
  const target = from + (direction * windowSeconds) / 4
  const newest = snapshot?.mode === 'replay' ? (snapshot.lastEventAt ?? state.now) : state.now
  if (target >= newest) return live(state)
  return look({ ...state, pause: null, cursor: null }, { end: Math.round(target) })
}

export function live(state: State): Result {
  const moved = state.request.end !== null || state.pause !== null
  const back = { ...state, pause: null, cursor: null }
  return moved ? look(back, { end: null }) : next(back)
}

/** The picture stands still; collecting goes on and is counted. */
export function togglePause(state: State): Result {
  const { observation } = state
  if (state.pause !== null) {
    return look({ ...state, pause: null }, { end: null })
  }
  if (observation === null) return next(state)
  const { snapshot } = observation
  const request = { ...state.request, end: state.request.end ?? snapshot.window.to }
  return next({
    ...state,
    request,
    shown: request,
    pause: { requestsAt: snapshot.ingest.requests, meanwhile: 0 },
  })
}

export function moveCursor(state: State, direction: 1 | -1): Result {
  const series = state.observation?.snapshot.series
  if (series === undefined || series.points.length === 0) return next(state)
  const times = series.points.map(point => point.time)
  const last = times.length - 1
  const at = state.cursor === null ? -1 : times.findIndex(time => time + series.stepSeconds > state.cursor!)
  const index = at < 0 ? (direction === 1 ? 0 : last) : Math.max(0, Math.min(last, at + direction))
  return next({ ...state, cursor: times[index]! })
}

export function nextSpike(state: State, direction: 1 | -1): Result {
  const spikes = state.observation === null ? [] : errorSpikes(state.observation.snapshot.series)
  if (spikes.length === 0) return next(say(state, 'no error spike in this window'))
  const { cursor } = state
  const found =
    direction === 1
      ? (spikes.find(spike => cursor !== null && spike.peak > cursor) ?? spikes[0]!)
      : (spikes.findLast(spike => cursor !== null && spike.peak < cursor) ?? spikes.at(-1)!)
  return next({ ...state, cursor: found.peak })
}

/** Asks who is over-represented in the spike under the cursor, else in the latest one. */
export function whoMadeIt(state: State): Result {
  const series = state.observation?.snapshot.series
  if (series === undefined || series.points.length === 0) return next(state)
  const spikes = errorSpikes(series)
  const { cursor } = state
  const spike = cursor === null ? spikes.at(-1) : spikes.find(it => cursor >= it.from && cursor < it.to)
  if (spike === undefined && cursor === null) {
    return next(say(state, 'no error spike in this window: point at a moment with ← → in a chart'))
  }
  const from = spike?.from ?? cursor!
  const to = spike?.to ?? cursor! + series.stepSeconds
  const layer = { type: 'spike', from, to, explanation: null, failure: null, scroll: 0 } as const
  return next(push({ ...state, cursor: spike?.peak ?? cursor }, layer), { type: 'explain', from, to })
}
