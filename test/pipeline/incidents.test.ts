import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DemoTraffic, incidentNames } from '../../src/demo/index.ts'
import { analyse } from '../../src/insight/index.ts'
import { ManualClock, type Recommendation } from '../../src/model/index.ts'
import { runReport } from '../../src/pipeline/report-run.ts'

const start = 1_800_000_000
const incidentAt = start + 1800
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'api-metrics-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What a report says of an hour whose second half has the incident. */
async function adviceOn(incident: string | undefined, seed: number): Promise<readonly Recommendation[]> {
  const traffic = new DemoTraffic({ seed, rate: 15, start, ...(incident && { incident, incidentAt }) })
  const path = join(folder, `${incident}-${seed}.jsonl`)
  writeFileSync(path, `${[...traffic.linesUntil(start + 3600)].join('\n')}\n`)
  const snapshot = await runReport({
    inputs: [{ kind: 'file', path }],
    clock: new ManualClock(start + 3600),
    windowSeconds: null,
    range: null,
    decode: { zone: 'UTC' },
    collector: {},
    onError: error => {
      throw error
    },
    explain: () => {},
    threads: 1,
  })
  return analyse(snapshot).health.recommendations
}

const expected: Record<string, { id: string; endpoint?: string; text: RegExp }> = {
  'slow-database': { id: 'slow-endpoints', endpoint: '/api/search', text: /GET \/api\/search/ },
  'bad-deploy': { id: 'high-error-rate', endpoint: '/api/checkout', text: /500.*Cannot read properties/ },
  'cache-flushed': { id: 'low-cache-hit', text: /GET \/api\/products/ },
  'memory-leak': { id: 'high-memory', text: /full in/ },
  'bad-instance': { id: 'instance-outlier', text: /web-2/ },
  'traffic-surge': { id: 'traffic-shift', text: /times as many/ },
}

describe('the incidents of the demo', () => {
  it('are all here', () => expect(Object.keys(expected).sort()).toEqual([...incidentNames].sort()))

  it.each(Object.entries(expected))(
    '%s leads to the right advice, with place and time',
    async (incident, { id, endpoint, text }) => {
      const advice = await adviceOn(incident, 1)
      const found = advice.find(recommendation => recommendation.id === id)
      expect(found, advice.map(each => each.message).join('\n')).toBeDefined()
      expect(found!.message).toMatch(text)
      if (endpoint !== undefined) expect(found!.endpoint).toBe(endpoint)
      expect(Math.abs(found!.since! - incidentAt)).toBeLessThanOrEqual(180)
      expect(found!.action.length).toBeGreaterThan(10)
    },
  )

  it.each([1, 2, 3, 4])('a quiet hour leads to all-good alone (seed %i)', async seed => {
    expect((await adviceOn(undefined, seed)).map(({ id }) => id)).toEqual(['all-good'])
  })
})
