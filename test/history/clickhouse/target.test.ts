import { describe, expect, it } from 'vitest'
import { quote } from '../../../src/history/clickhouse/client.ts'
import { schemaStatements } from '../../../src/history/clickhouse/schema.ts'
import { formatTarget, parseTarget, passwordOf } from '../../../src/history/clickhouse/target.ts'

describe('the address of a ClickHouse', () => {
  it('is read, with what is left out', () => {
    expect(parseTarget('clickhouse://db.example')).toEqual({
      secure: false,
      host: 'db.example',
      port: 8123,
      user: 'default',
      database: 'default',
      cluster: null,
      replicated: true,
    })
    expect(parseTarget('clickhouse://me%40x@[::1]:9000/fleet?secure=1&cluster=main&replicated=0')).toEqual({
      secure: true,
      host: '::1',
      port: 9000,
      user: 'me@x',
      database: 'fleet',
      cluster: 'main',
      replicated: false,
    })
    expect(parseTarget('clickhouse://h/x?secure=1').port).toBe(8443)
    expect(formatTarget(parseTarget('clickhouse://reader@[::1]/x'))).toBe('clickhouse://reader@[::1]:8123/x')
  })

  it.each([
    ['clickhouse://me:secret@h/x', 'does not belong on the command line'],
    ['clickhouse://h/x?timeout=3', 'there is no "timeout"'],
    ['clickhouse://h/x`; DROP', 'letters, digits'],
    ['clickhouse://', 'the host of ClickHouse is missing'],
    ['clickhouse://h:99999/x', 'not an address'],
  ])('%s is refused', (url, message) => {
    const refusal = () => parseTarget(url)
    expect(refusal).toThrow(message)
    try {
      refusal()
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2 })
      expect(JSON.stringify(error)).not.toContain('secret')
    }
  })

  it('takes its password from the environment or a file', () => {
    const readFile = (path: string) => (path === '/run/secret' ? 'from a file\n' : '')
    expect(passwordOf({ env: {}, readFile })).toBe(null)
    expect(passwordOf({ env: { API_METRICS_CLICKHOUSE_PASSWORD: 'word' }, readFile })).toBe('word')
    expect(passwordOf({ env: { API_METRICS_CLICKHOUSE_PASSWORD_FILE: '/run/secret' }, readFile })).toBe(
      'from a file',
    )
  })

  it('names texts from logs so that they stay texts', () => {
    expect(quote("a'b\\")).toBe("'a\\'b\\\\'")
  })
})

describe('the schema', () => {
  const target = { database: 'fleet', cluster: null, replicated: true }

  it('deletes by itself where the server can', () => {
    expect(schemaStatements({ target, major: 18 }).join()).not.toContain('TTL')
    expect(schemaStatements({ target, major: 24 }).join()).toContain('TTL time + toIntervalSecond')
  })

  it('is made everywhere in a cluster, by host', () => {
    const statements = schemaStatements({ target: { ...target, cluster: 'main' }, major: 24 })
    expect(statements.every(each => each.includes('ON CLUSTER `main`'))).toBe(true)
    expect(statements.filter(each => each.includes('ReplicatedReplacingMergeTree'))).toHaveLength(3)
    expect(statements.filter(each => each.includes('Distributed(`main`, `fleet`'))).toHaveLength(3)
    expect(statements.filter(each => each.includes('cityHash64(host)'))).toHaveLength(3)
  })
})
