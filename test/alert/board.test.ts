import { describe, expect, it } from 'vitest'
import { AlertBoard, type AlertState } from '../../src/alert/index.ts'
import { judge } from '../../src/insight/index.ts'
import { parseAlert } from '../../src/query/index.ts'
import { type Call, snapshotOf } from '../insight/snapshots.ts'

const begin = 1_700_000_000
const rules = ['p95 > 500ms for 10s', 'error_rate > 5% @ "/pay"'].map(parseAlert)
const boardOf = (states?: ReadonlyMap<string, AlertState>) =>
  new AlertBoard({ rules, cooldownSeconds: 300, host: 'web-3', now: begin, ...(states && { states }) })

function look(at: number, duration: number, status = 200) {
  const calls = Array.from(
    { length: 40 },
    (_, i): Call => ({ at: i, duration, status, endpoint: i % 2 ? '/pay' : '/' }),
  )
  const measured = snapshotOf(calls, { from: 0, to: 60 })
  const one = { measured, health: judge(measured) }
  return { now: begin + at, recent: one, longer: one, incomplete: false }
}

describe('the board', () => {
  it('makes messages that say what, how much, since when and how it is', () => {
    const board = boardOf()
    expect(board.look(look(0, 0.1))).toEqual([])
    for (let at = 1; at <= 10; at++) expect(board.look(look(at, 0.75))).toEqual([])
    expect(board.look(look(11, 0.75))).toEqual([
      {
        version: 1,
        id: 'web-3 2023-11-14T22:13:31.000Z firing p95 > 500ms for 10s',
        status: 'firing',
        alert: 'p95 > 500ms for 10s',
        figure: 'p95',
        value: expect.closeTo(0.75, 1),
        unit: 'seconds',
        operator: '>',
        limit: 0.5,
        endpoint: null,
        startedAt: '2023-11-14T22:13:21.000Z',
        endedAt: null,
        at: '2023-11-14T22:13:31.000Z',
        healthScore: expect.any(Number),
        host: 'web-3',
        text: expect.stringMatching(/^Firing: p95 is 7\d\d ms, limit > 500 ms, for 10 s \(web-3\)$/),
      },
    ])
    expect(board.statuses.map(({ phase }) => phase)).toEqual(['firing', 'ok'])
  })

  it('names the endpoints an alert is about, and when it was over', () => {
    const board = boardOf()
    const [fired] = board.look(look(0, 0.1, 500))
    expect(fired).toMatchObject({ status: 'firing', endpoint: '/pay', value: 1, limit: 0.05 })
    expect(fired!.text).toBe('Firing: error_rate of /pay is 100 %, limit > 5.00 % (web-3)')
    for (let at = 1; at <= 10; at++) expect(board.look(look(at, 0.1))).toEqual([])
    expect(board.look(look(11, 0.1))).toMatchObject([
      {
        status: 'resolved',
        startedAt: '2023-11-14T22:13:20.000Z',
        endedAt: '2023-11-14T22:13:31.000Z',
        text: 'Resolved: error_rate of /pay is 0 %, after 11 s; the alert was error_rate > 5% @ "/pay" (web-3)',
      },
    ])
  })

  it('goes on from what another process left, and does not tell it again', () => {
    const first = boardOf()
    expect(first.look(look(0, 0.1, 500))).toHaveLength(1)
    const kept = new Map(Object.entries(JSON.parse(JSON.stringify(Object.fromEntries(first.states)))))
    const second = boardOf(kept as Map<string, AlertState>)
    expect(second.statuses[1]!.phase).toBe('firing')
    expect(second.look(look(60, 0.1, 500))).toEqual([])
  })
})
