import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reading } from '../../src/alert/reading.ts'
import { type AlertState, initialAlert, stepAlert } from '../../src/alert/state.ts'

const crossed: Reading = { kind: 'crossed', actual: 2 }
const hovering: Reading = { kind: 'kept', actual: 0.99, recovered: false }
const fine: Reading = { kind: 'kept', actual: 0.5, recovered: true }
const nothing: Reading = { kind: 'none', reason: 'nothing' }
const tooFew: Reading = { kind: 'none', reason: 'tooFew' }

const timing = { holdSeconds: 120, cooldownSeconds: 300 }

interface Look {
  readonly at: number
  readonly reading: Reading
}

interface Told {
  readonly at: number
  readonly message: string
  readonly state: AlertState
}

function run(
  looks: readonly Look[],
  rule = timing,
  begin = initialAlert(0),
): { told: Told[]; states: AlertState[] } {
  let state = begin
  const told: Told[] = []
  const states = looks.map(({ at, reading }) => {
    const step = stepAlert(state, reading, at, rule)
    state = step.state
    if (step.message !== null) told.push({ at, message: step.message, state })
    return state
  })
  return { told, states }
}

/** One look a second: so many seconds of each reading, one after the other. */
function seconds(...stretches: readonly (readonly [number, Reading])[]): Look[] {
  const readings = stretches.flatMap(([length, reading]) => new Array<Reading>(length).fill(reading))
  return readings.map((reading, at) => ({ at, reading }))
}

const messages = (looks: readonly Look[], rule = timing) =>
  run(looks, rule).told.map(({ at, message }) => [at, message])

describe('an alert', () => {
  it('fires once when its limit was crossed for the hold, and is resolved after as long a calm', () => {
    expect(messages(seconds([60, fine], [400, crossed], [300, fine]))).toEqual([
      [60 + 120, 'firing'],
      [460 + 120, 'resolved'],
    ])
  })

  it('says nothing about what was shorter', () => {
    expect(messages(seconds([60, fine], [120, crossed], [60, fine], [119, crossed], [60, fine]))).toEqual([])
  })

  it('fires at once without a hold, and needs ten seconds of calm', () => {
    expect(messages(seconds([5, fine], [5, crossed], [60, fine]), { ...timing, holdSeconds: 0 })).toEqual([
      [5, 'firing'],
      [20, 'resolved'],
    ])
  })

  it('is not over while the figure hovers inside its limit, but after ten minutes of it', () => {
    const looks = seconds([200, crossed], [599, hovering], [1, crossed], [700, hovering])
    expect(messages(looks)).toEqual([
      [120, 'firing'],
      [800 + 600, 'resolved'],
    ])
  })

  it('fires again after the cooldown only, and only if it still has reason', () => {
    const twice = seconds([130, crossed], [125, fine], [400, crossed], [200, fine])
    expect(messages(twice)).toEqual([
      [120, 'firing'],
      [250, 'resolved'],
      [120 + 300, 'firing'],
      [655 + 120, 'resolved'],
    ])
    const short = seconds([130, crossed], [125, fine], [140, crossed], [300, fine])
    expect(messages(short)).toEqual([
      [120, 'firing'],
      [250, 'resolved'],
    ])
  })

  it('tells that the data are gone, and that they are back', () => {
    const { told, states } = run(seconds([10, fine], [200, nothing], [10, fine]))
    expect(told.map(({ at, message }) => [at, message])).toEqual([
      [130, 'noData'],
      [210, 'resolved'],
    ])
    expect(told[1]!.state.troubleSince).toBe(10)
    expect(states[10]!.phase).toBe('noData')
  })

  it('is not resolved by going blind', () => {
    const { told, states } = run(seconds([150, crossed], [300, tooFew], [200, fine]))
    expect(told.map(({ at, message }) => [at, message])).toEqual([
      [120, 'firing'],
      [270, 'noData'],
      [450, 'resolved'],
    ])
    expect(states[200]!.phase).toBe('firing')
    expect(states[200]!.actual).toBeNull()
    expect(told[2]!.state.troubleSince).toBe(0)
  })

  it('does not wake anybody for a quiet night, nor for data that never came', () => {
    expect(messages(seconds([10, fine], [5000, tooFew]))).toEqual([])
    expect(messages(seconds([5000, nothing]))).toEqual([])
  })

  it('begins anew to wait after a gap in looking', () => {
    const late = seconds([100, crossed]).concat({ at: 500, reading: crossed }, { at: 530, reading: crossed })
    expect(messages(late)).toEqual([])
    expect(messages([...late, ...[560, 590, 620].map(at => ({ at, reading: crossed }))])).toEqual([
      [620, 'firing'],
    ])
  })

  it('is what it was after a restart: told once, resolved once', () => {
    const before = run(seconds([200, crossed])).states.at(-1)!
    const kept = JSON.parse(JSON.stringify(before)) as AlertState
    const later = seconds([30, nothing], [60, crossed], [200, fine]).map(({ at, reading }) => ({
      at: at + 900,
      reading,
    }))
    expect(run(later, timing, kept).told.map(({ at, message }) => [at, message])).toEqual([
      [1110, 'resolved'],
    ])
  })
})

describe('whatever is read', () => {
  const anything = fc.array(
    fc.record({
      after: fc.constantFrom(1, 1, 1, 5, 20, 29, 31, 100, -5),
      reading: fc.constantFrom(crossed, crossed, crossed, hovering, fine, fine, nothing, tooFew),
      times: fc.integer({ min: 1, max: 80 }),
    }),
    { maxLength: 40 },
  )
  const rules = fc.record({
    holdSeconds: fc.constantFrom(0, 5, 60, 120),
    cooldownSeconds: fc.constantFrom(0, 60, 300),
  })
  type Drawn = { after: number; reading: Reading; times: number }[]
  const looksOf = (drawn: Drawn): Look[] => {
    let at = 10_000
    return drawn.flatMap(({ after, reading, times }) =>
      Array.from({ length: times }, (_, i) => {
        at += i === 0 ? after : Math.abs(after)
        return { at, reading }
      }),
    )
  }

  it('messages make sense in a row, and come no more often than the cooldown allows', () => {
    fc.assert(
      fc.property(anything, rules, (drawn, rule) => {
        const forward = drawn.map(one => ({ ...one, after: Math.abs(one.after) }))
        const { told } = run(looksOf(forward), rule)
        let believed: string | null = null
        const last: Record<string, number> = {}
        for (const { at, message } of told) {
          expect(message).not.toBe(believed ?? 'resolved')
          believed = message === 'resolved' ? null : message
          if (message === 'resolved') continue
          if (message in last) expect(at - last[message]!).toBeGreaterThanOrEqual(rule.cooldownSeconds)
          last[message] = at
        }
      }),
    )
  })

  it('it fires only for what was crossed all through the hold, looked at without a gap', () => {
    fc.assert(
      fc.property(anything, rules, (drawn, rule) => {
        const looks = looksOf(drawn)
        const { states } = run(looks, rule)
        states.forEach((state, i) => {
          if (state.phase !== 'firing' || states[i - 1]?.phase === 'firing') return
          let from = i
          while (
            from > 0 &&
            looks[from - 1]!.reading === crossed &&
            looks[from]!.at >= looks[from - 1]!.at &&
            looks[from]!.at - looks[from - 1]!.at <= 30
          )
            from--
          expect(looks[i]!.reading).toBe(crossed)
          expect(looks[i]!.at - looks[from]!.at).toBeGreaterThanOrEqual(rule.holdSeconds)
        })
      }),
    )
  })

  it('nothing is fine that is not known, and what is crossed is never fine', () => {
    fc.assert(
      fc.property(anything, rules, (drawn, rule) => {
        const looks = looksOf(drawn)
        run(looks, rule).states.forEach((state, i) => {
          const { reading } = looks[i]!
          if (reading.kind === 'none') expect(['noData', 'firing']).toContain(state.phase)
          if (reading.kind === 'crossed') expect(['pending', 'firing']).toContain(state.phase)
          if (reading.kind === 'kept') expect(['ok', 'firing']).toContain(state.phase)
          expect(state.actual).toBe(reading.kind === 'none' ? null : reading.actual)
        })
      }),
    )
  })

  it('a restart between any two looks changes nothing', () => {
    fc.assert(
      fc.property(anything, rules, fc.nat(), (drawn, rule, where) => {
        const looks = looksOf(drawn)
        const at = looks.length === 0 ? 0 : where % looks.length
        const whole = run(looks, rule)
        const first = run(looks.slice(0, at), rule)
        const kept = JSON.parse(JSON.stringify(first.states.at(-1) ?? initialAlert(0))) as AlertState
        const second = run(looks.slice(at), rule, kept)
        expect([...first.told, ...second.told]).toEqual(whole.told)
      }),
    )
  })
})
