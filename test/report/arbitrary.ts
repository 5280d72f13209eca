import fc from 'fast-check'
import {
  emptyIngest,
  gaugeNames,
  type Insight,
  type Observation,
  type Snapshot,
} from '../../src/model/index.ts'
import { insight, observationOf, type Sent, source } from './observation.ts'

/** Text as a hostile log has it: controls, bidi, markup, formulas, lone surrogates, wide and long. */
export const hostileTexts = [
  '\x1b]0;x\x07',
  '\x9b2J',
  '\x1b[31mred',
  '{red-fg}x{/}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '=cmd()',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r\nx: y',
  'a|b`c`*d*_e_[f](javascript:alert(1))',
  '![x](http://evil.example/p.png)',
  '<!-- ',
  ']]>',
  '&lt;b&gt;',
  '\u202etxt.exe',
  'a\u200bb\u00adc',
  '\ud800',
  '漢字カタカナ',
  '👩‍👩‍👧🇩🇪',
  '\u0000',
  '\b\b\bx',
  'e\u0301\u0301\u0301',
  'x'.repeat(500),
  '# heading',
  '1. one',
  'https://evil.example/?a=1&b=2',
  '__proto__',
  'constructor',
  'it\'s, "quoted"\nline',
] as const

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom('/', '/api/users/:id', '/api/orders', '(other)', '(unknown)') },
)

function nullable<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { nil: null })
}

const duration = fc.oneof(
  fc.double({ min: 0, max: 1e5, noNaN: true }),
  fc.constantFrom(0, 1e-9, 9.995e-7, 0.0009995, 0.9995, 99.95, 3600),
)

export const sent: fc.Arbitrary<Sent> = fc.record({
  time: fc.double({ min: 1_795_336_800, max: 1_795_337_800, noNaN: true }),
  method: fc.constantFrom('GET', 'POST', '_OTHER', null),
  endpoint: text,
  path: text,
  status: fc.constantFrom(0, 101, 200, 204, 301, 404, 429, 499, 500, 599),
  duration: nullable(duration),
  cache: nullable(fc.boolean()),
  client: nullable(text),
  message: nullable(text),
})

const wild = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, -0, 1e-300))
const time = fc.double({ min: 0, max: 4e9, noNaN: true })

const conclusions: fc.Arbitrary<Partial<Insight>> = fc.record({
  health: fc.record({
    score: nullable(fc.integer({ min: 0, max: 100 })),
    status: fc.constantFrom('excellent', 'good', 'fair', 'poor', 'critical', 'unknown'),
    windowSeconds: nullable(fc.double({ min: 0, max: 1e6, noNaN: true })),
    factors: fc.constant(insight().health.factors),
    recommendations: fc.array(
      fc.record({
        id: fc.constantFrom('slow-endpoints', 'all-good', 'high-cpu'),
        severity: fc.constantFrom('info', 'warning', 'critical'),
        title: text,
        message: text,
        action: text,
        method: nullable(text),
        endpoint: nullable(text),
        since: nullable(time),
        evidence: fc.dictionary(text, fc.oneof(wild, text, fc.array(wild, { maxLength: 3 }))),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  trends: fc.array(
    fc.record({
      series: text,
      direction: fc.constantFrom('rising', 'falling', 'steady', 'notEnoughData'),
      changePerHour: nullable(wild),
      pValue: nullable(wild),
    }),
    { maxLength: 2 },
  ),
  correlations: fc.array(fc.record({ a: text, b: text, rho: wild, lagSeconds: wild, n: fc.nat() }), {
    maxLength: 2,
  }),
  correlationsNote: nullable(text),
  changes: fc.array(
    fc.record({
      series: text,
      method: nullable(text),
      endpoint: nullable(text),
      at: time,
      before: wild,
      after: wild,
    }),
    { maxLength: 2 },
  ),
  thresholds: fc.array(fc.record({ expression: text, passed: fc.boolean(), actual: nullable(wild) }), {
    maxLength: 2,
  }),
})

const gauge = fc.record({ current: nullable(wild), mean: nullable(wild), max: nullable(wild) })

const circumstances: fc.Arbitrary<Partial<Snapshot>> = fc.record(
  {
    generatedAt: time,
    filter: nullable(text),
    filterCoversFrom: nullable(time),
    partial: nullable(text),
    sources: fc
      .array(fc.record({ name: text, message: nullable(text), notes: fc.array(text, { maxLength: 2 }) }), {
        maxLength: 3,
      })
      .map(each =>
        each.map(({ name, message, notes }) =>
          source({ name, message, format: { ...source().format, notes } }),
        ),
      ),
    ingest: fc.nat().map(count => ({ ...emptyIngest(), lines: count, dropped: { backpressure: count } })),
    system: nullable(
      fc.record({
        samples: fc.nat(),
        host: nullable(text),
        counts: fc.boolean(),
        gauges: fc.record(Object.fromEntries(gaugeNames.map(name => [name, gauge])), { requiredKeys: [] }),
      }),
    ),
    hosts: nullable(
      fc.array(fc.record({ name: text, lastSeen: nullable(time), silent: fc.boolean() }), { maxLength: 2 }),
    ),
  },
  { requiredKeys: [] },
)

export const observation: fc.Arbitrary<Observation> = fc
  .record({ sent: fc.array(sent, { maxLength: 12 }), snapshot: circumstances, insight: conclusions })
  .map(({ sent, snapshot, insight }) => observationOf(sent, { snapshot, insight }))
