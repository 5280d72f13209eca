import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { field } from '../../src/report/csv/field.ts'
import { formatReport } from '../../src/report/index.ts'
import { observation } from './arbitrary.ts'
import { emptyObservation, observationOf, someTraffic, statsOf } from './observation.ts'
import { readCsv } from './read.ts'

const csv = { format: 'csv' } as const

describe('the CSV report', () => {
  it('has a header and one row an endpoint', () => {
    const [header, ...rows] = readCsv(formatReport(observationOf(someTraffic()), csv))
    expect(header!.slice(0, 4)).toEqual(['method', 'endpoint', 'requests', 'errors'])
    expect(rows.map(([method, endpoint, requests]) => [method, endpoint, requests])).toEqual([
      ['GET', '/static/app.css', '88'],
      ['DELETE', '/api/sessions/:id', '44'],
      ['POST', '/api/orders', '43'],
      ['GET', '/api/users/:id', '43'],
      ['GET', '/api/search', '22'],
    ])
  })

  it('adds up to the total, whatever the log says, and every row is as wide as the header', () => {
    fc.assert(
      fc.property(observation, each => {
        const written = formatReport(each, csv)
        const [header, ...rows] = readCsv(written)
        const sum = rows.reduce((total, row) => total + Number(row[header!.indexOf('requests')]), 0)
        expect(sum).toBe(each.snapshot.requests.total)
        for (const row of rows) expect(row).toHaveLength(header!.length)
        expect(written.replaceAll('\r\n', '')).not.toMatch(/[\x00-\x1f\x7f-\x9f]|[\p{Cf}\p{Cs}]/u)
        expect(written).not.toMatch(/NaN|Infinity/)
      }),
    )
  })

  it('has one row a group where groups were asked for', () => {
    const groups = [
      { ...statsOf(someTraffic().slice(0, 100)), value: 'eu' },
      { ...statsOf(someTraffic().slice(100)), value: null },
    ]
    const [header, ...rows] = readCsv(
      formatReport(observationOf(someTraffic(), { snapshot: { groups } }), csv),
    )
    expect(header!.slice(0, 2)).toEqual(['value', 'requests'])
    expect(rows.map(row => row.slice(0, 2))).toEqual([
      ['eu', '100'],
      ['', '140'],
    ])
  })

  it('is only a header when there is nothing', () => {
    expect(readCsv(formatReport(emptyObservation(), csv))).toHaveLength(1)
  })

  it('leaves a field empty where there is no data', () => {
    const [header, row] = readCsv(formatReport(observationOf([{ time: 1, status: 0 }]), csv))
    const value = (name: string) => row![header!.indexOf(name)]
    expect([value('error_rate'), value('p95_seconds'), value('cache_hits'), value('status_unknown')]).toEqual(
      ['', '', '', '1'],
    )
  })

  it.each([
    ['=cmd()', `"'=cmd()"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'␉=1"`],
    ['\r=1', `"'␍=1"`],
    [' =1', `"' =1"`],
    ['＝1', `"'＝1"`],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['/plain', '/plain'],
    [-1, '-1'],
    [0.5, '0.5'],
    [null, ''],
  ])('%j is written %s', (value, written) => {
    expect(field(value)).toBe(written)
  })
})
