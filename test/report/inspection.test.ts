import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyIngest, type Inspection } from '../../src/model/index.ts'
import { formatInspection } from '../../src/report/index.ts'
import { displayWidth } from '../../src/text/index.ts'
import { text } from './arbitrary.ts'
import { source } from './observation.ts'

function inspection(parts: Partial<Inspection> = {}): Inspection {
  return {
    name: 'app.log',
    format: {
      name: 'pino-http',
      confidence: 0.95,
      wrappers: ['docker'],
      notes: ['no cache information'],
      fields: {
        timestamp: { path: 'time', unit: 'ms', why: 'known key of pino-http' },
        endpoint: { path: 'req.url' },
        method: { path: 'req.method' },
        status: { path: 'res.statusCode' },
        duration: {
          path: 'responseTime',
          unit: 'ms',
          why: 'p50 would be 42 s in seconds',
          certain: false,
          flag: '--unit duration=ms',
        },
      },
    },
    alternatives: [{ name: 'fastify', confidence: 0.5 }],
    ingest: {
      ...emptyIngest(),
      lines: 20,
      bytes: 4096,
      requests: 19,
      rejected: { ...emptyIngest().rejected, notJson: 1 },
    },
    complete: true,
    sample: {
      timestamp: 1_795_336_800,
      method: 'GET',
      endpoint: '/users/:id',
      path: '/users/17',
      status: 200,
      duration: 0.0421,
      client: null,
      cache: null,
      errorMessage: null,
      source: 'app.log',
      line: '{"time":1795336800000,"req":{"method":"GET","url":"/users/17"}}',
    },
    refused: [{ number: 7, line: 'Server listening\x1b[2J', reason: 'notJson', detail: null }],
    ...parts,
  }
}

describe('inspect', () => {
  it('says which format, which field became what and why, with a sample and what was refused', () => {
    const written = formatInspection([inspection()], { utc: true, columns: 100 })
    expect(written).toContain('app.log: pino-http format in docker, durations in milliseconds')
    expect(written).toContain('Fits 95.0 % of the lines that could be requests.')
    expect(written).toContain('Also considered: fastify (50.0 %); --log-format NAME chooses.')
    expect(written).toMatch(/duration +responseTime +ms +p50 would be 42 s in seconds/)
    expect(written).toContain('duration is not certain: --unit duration=ms settles it.')
    expect(written).toMatch(/time +2026-11-22 08:40:00 UTC/)
    expect(written).toMatch(/request +GET \/users\/17 \(counted as \/users\/:id\)/)
    expect(written).toMatch(/line 7 +not JSON\n +Server listening␛\[2J/)
    expect(written).toContain('rejected  1 line: 1 not JSON')
  })

  it('names the flag for a field that is missing', () => {
    const { duration: _, ...fields } = inspection().format.fields
    const written = formatInspection([inspection({ format: { ...inspection().format, fields } })])
    expect(written).toMatch(/duration +– +not found; --map duration=PATH names it/)
  })

  it('says so when nothing was recognised', () => {
    const format = { ...source().format, name: null, fields: {} }
    const written = formatInspection([inspection({ format, sample: null, refused: [], alternatives: [] })])
    expect(written).toContain('app.log: nothing recognised')
    expect(written).not.toContain('A request as it was read')
  })

  it('stays within its columns, without an escape byte, whatever the log says', () => {
    fc.assert(
      fc.property(text, text, text, fc.integer({ min: 60, max: 160 }), (a, b, c, columns) => {
        const hostile = inspection({
          name: a,
          format: {
            ...inspection().format,
            name: b,
            notes: [c],
            fields: { duration: { path: a, unit: 'ms', why: c, certain: false, flag: a } },
          },
          sample: { ...inspection().sample!, path: b, endpoint: c, client: a, line: b },
          refused: [{ number: 1, line: a, reason: b, detail: c }],
        })
        const written = formatInspection([hostile, hostile], { columns })
        expect(written).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\p{Cf}\p{Cs}]/u)
        expect(Math.max(...written.split('\n').map(displayWidth))).toBeLessThanOrEqual(columns)
      }),
    )
  })
})
