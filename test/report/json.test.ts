import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/model/index.ts'
import { formatReport } from '../../src/report/index.ts'
import { stringify } from '../../src/report/json/values.ts'
import { hostileTexts, observation } from './arbitrary.ts'
import { emptyObservation, observationOf, someTraffic } from './observation.ts'

const schema = JSON.parse(readFileSync(new URL('../fixtures/report.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema)

function complaints(value: unknown): string[] {
  return validate(value)
    ? []
    : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)
}

function report(observation: Observation): ReturnType<typeof JSON.parse> {
  return JSON.parse(formatReport(observation, { format: 'json', version: '1.2.3' }))
}

describe('the JSON report', () => {
  it('meets the schema, which also refuses what does not', () => {
    const good = report(observationOf(someTraffic()))
    expect(complaints(good)).toEqual([])
    expect(complaints({ ...good, generatedAt: 5 })).not.toEqual([])
    expect(complaints({ ...good, health: undefined })).not.toEqual([])
  })

  it('meets the schema when nothing was read', () => {
    const empty = report(emptyObservation())
    expect(complaints(empty)).toEqual([])
    expect(empty.window).toEqual({ from: null, to: null, seconds: null })
    expect(empty.requests.errorRate).toBeNull()
    expect(empty.requests.responseTime).toEqual({
      count: 0,
      mean: null,
      min: null,
      max: null,
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      p999: null,
    })
    expect(empty.requests.cache).toMatchObject({ hits: null, misses: null, hitRate: null })
    expect(empty.health.score).toBeNull()
    expect(empty.system).toBeNull()
  })

  it('meets the schema whatever is in it, without NaN or infinity', () => {
    fc.assert(
      fc.property(observation, each => {
        expect(complaints(report(each))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('writes seconds, rates of 0–1 and UTC', () => {
    const { window, requests } = report(
      observationOf([
        { time: 1_795_336_800.5, status: 200, duration: 0.1 },
        { time: 1_795_336_804.5, status: 500, duration: 0.2 },
      ]),
    )
    expect(window).toEqual({ from: '2026-11-22T08:40:00.500Z', to: '2026-11-22T08:40:04.500Z', seconds: 4 })
    expect(requests.responseTime.mean).toBe(0.15)
    expect(requests.errorRate).toBe(0.5)
    expect(requests.rate.peakAt).toBe('2026-11-22T08:40:00.000Z')
  })

  it('keeps every text as it was and shows a terminal none of its controls', () => {
    for (const endpoint of hostileTexts) {
      const written = formatReport(observationOf([{ time: 1, endpoint }]), { format: 'json' })
      expect(JSON.parse(written).endpoints[0].endpoint).toBe(endpoint)
      expect(written).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]/)
    }
  })

  it('escapes each character that a terminal obeys, whatever stands beside it', () => {
    const all = Array.from({ length: 0x110000 }, (_, code) => code).filter(
      code => code < 0xd800 || code > 0xdfff,
    )
    const characters = all.map(code => String.fromCodePoint(code)).join('')
    const obeyed = characters.match(/[\p{Cc}\p{Cf}\u2028\u2029]/gu)!
    expect(obeyed.length).toBeGreaterThan(200)
    for (const character of obeyed) expect(stringify(character)).toMatch(/^"[ -~]+"$/)
    expect(JSON.parse(stringify(characters))).toBe(characters)
  })
})
