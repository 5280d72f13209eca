import { describe, expect, it } from 'vitest'
import { initialState, type Message, type Result, type State, update } from '../../src/dashboard/index.ts'
import { errorSpikes } from '../../src/dashboard/spikes.ts'
import type { SeriesPoint } from '../../src/model/index.ts'
import { believable } from './believable.mjs'

const now = 1_795_000_000

function started(windowSeconds = 300, options = {}): State {
  const state = initialState({ size: { columns: 120, rows: 40 }, now, windowSeconds })
  const observation = believable({ end: now, windowSeconds, ...options })
  return update(state, { type: 'observed', request: state.request, observation }).state
}

function press(state: State, name: string): Result {
  return update(state, { type: 'key', name, text: name.length === 1 ? name : null })
}

/** Answers what was asked for, as the screen does. */
function follow(result: Result, options = {}): State {
  const asked = result.effects.find(effect => effect.type === 'observe')
  if (asked?.type !== 'observe') return result.state
  const { end, windowSeconds } = asked.request
  const observation = believable({
    end: end ?? now,
    windowSeconds,
    mode: end === null ? 'live' : 'history',
    ...options,
  })
  const message: Message = { type: 'observed', request: asked.request, observation }
  return update(result.state, message).state
}

describe('the window', () => {
  it('goes to the next longer and shorter one, from any length', () => {
    const asked = (seconds: number, key: string): number =>
      press(started(seconds), key).state.request.windowSeconds
    expect([asked(300, ']'), asked(300, '['), asked(90, ']'), asked(90, '[')]).toEqual([900, 60, 300, 60])
  })

  it('says so at the ends', () => {
    const shortest = press(started(60), '[')
    expect(shortest.effects).toEqual([])
    expect(shortest.state.notice?.text).toBe('no shorter window')
    expect(press(started(604800), ']').state.notice?.text).toBe('no longer window')
  })
})

describe('time travel', () => {
  it('goes back by quarters of the window and forward to live again', () => {
    const back = follow(press(started(), '<'))
    expect(back.request.end).toBe(now - 75)
    const further = follow(press(back, '<'))
    expect(further.request.end).toBe(now - 150)
    const forward = follow(press(further, '>'))
    expect(forward.request.end).toBe(now - 75)
    expect(press(forward, '>').state.request.end).toBeNull()
    expect(press(started(), '>').effects).toEqual([])
  })

  it('in a replay the newest request is the end, not the clock', () => {
    const state = update(started(), { type: 'tick', now: now + 86400 }).state
    const replay = follow(press(state, '['), { mode: 'replay' })
    const back = follow(press(replay, '<'), { mode: 'replay' })
    expect(back.request.end).toBe(now - 15)
    expect(press(back, '>').state.request.end).toBeNull()
  })

  it('keeps the filter and the window', () => {
    const state = started()
    const filtered = { ...state, request: { ...state.request, filter: 'status >= 500' } }
    expect(press(filtered, '<').state.request).toEqual({
      windowSeconds: 300,
      end: now - 75,
      filter: 'status >= 500',
    })
  })
})

describe('pause', () => {
  it('holds the picture while it counts, and shows another window when asked', () => {
    const state = started()
    const paused = press(state, 'space').state
    const { observation } = state
    const grown = believable({ end: now + 9, seed: 9 })
    const ingest = { ...grown.snapshot.ingest, requests: observation!.snapshot.ingest.requests + 7 }
    const message: Message = {
      type: 'observed',
      request: paused.request,
      observation: { ...grown, snapshot: { ...grown.snapshot, ingest } },
    }
    const later = update(paused, message).state
    expect(later.observation).toBe(observation)
    expect(later.pause?.meanwhile).toBe(7)
    const wider = follow(press(later, ']'))
    expect(wider.observation).not.toBe(observation)
    expect(wider.request).toMatchObject({ windowSeconds: 900, end: now })
    expect(wider.pause).not.toBeNull()
  })

  it('an answer to an older request changes nothing', () => {
    const state = started()
    const moved = press(state, ']').state
    const late = update(moved, {
      type: 'observed',
      request: state.request,
      observation: believable({ seed: 5 }),
    })
    expect(late.state).toBe(moved)
  })
})

function point(time: number, requests: number, errors: number): SeriesPoint {
  return {
    time,
    requests,
    errors,
    serverErrors: errors,
    statusUnknown: 0,
    statusClasses: [0, requests - errors, 0, 0, errors],
    mean: null,
    p50: null,
    p95: null,
    p99: null,
    cacheHits: 0,
    cacheMisses: 0,
    cpuPercent: null,
    memoryPercent: null,
    diskUsagePercent: null,
    activeConnections: null,
  }
}

describe('error spikes', () => {
  const quiet = (time: number): SeriesPoint => point(time, 100, 1)

  it('are runs of buckets well over the usual rate, with their worst bucket', () => {
    const points = [
      quiet(0),
      quiet(10),
      point(20, 100, 9),
      point(30, 100, 30),
      quiet(40),
      point(50, 100, 8),
      quiet(60),
    ]
    expect(errorSpikes({ stepSeconds: 10, points })).toEqual([
      { from: 20, to: 40, peak: 30 },
      { from: 50, to: 60, peak: 50 },
    ])
  })

  it('are not one failure among two requests, nor an API that always fails, nor silence', () => {
    expect(errorSpikes({ stepSeconds: 10, points: [quiet(0), point(10, 2, 1), quiet(20)] })).toEqual([])
    const failing = [0, 10, 20].map(time => point(time, 100, 60))
    expect(errorSpikes({ stepSeconds: 10, points: failing })).toEqual([])
    expect(errorSpikes({ stepSeconds: 10, points: [point(0, 0, 0)] })).toEqual([])
    expect(errorSpikes({ stepSeconds: 10, points: [] })).toEqual([])
  })

  it('e walks through them, w asks about the one under the cursor', () => {
    const state = started()
    const spikes = errorSpikes(state.observation!.snapshot.series)
    const pointed = press(state, 'e').state
    expect(pointed.cursor).toBe(spikes[0]!.peak)
    const asked = press(pointed, 'w')
    expect(asked.effects).toEqual([{ type: 'explain', from: spikes[0]!.from, to: spikes[0]!.to }])
    expect(asked.state.layers.at(-1)?.type).toBe('spike')
    const moved = press(press(state, 'left').state, 'w')
    const last = state.observation!.snapshot.series.points.at(-1)!.time
    expect(moved.effects).toEqual([{ type: 'explain', from: last, to: last + 3 }])
  })
})
