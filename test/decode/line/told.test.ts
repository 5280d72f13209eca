import { describe, expect, it } from 'vitest'
import { readTold } from '../../../src/decode/line/told.ts'

describe('a sentence that tells of no request', () => {
  it.each([
    'GET /users failed with 500 after 3 retries',
    'see /docs for more',
    'HTTP Request: GET https://api.example.test/v1 "HTTP/1.1 200 OK"',
    'https://api.example.test:443 "GET /v1/charges HTTP/1.1" 200 None',
    'GET https://api.example.test/v1 200 12ms',
    'calling GET /users 200 12ms',
    'GET /users 2000 12ms',
    '"GET /users" 200',
    'Sent 200 mails in 4ms',
    'Completed 3 jobs in 12ms',
    '',
  ])('%j', text => {
    expect(readTold(text)).toBeNull()
  })

  it.each([
    `${'1'.repeat(8000)}ms`,
    `GET /${'x '.repeat(4000)}`,
    `GET /x 200 ${'1.'.repeat(4000)}`,
    `"GET /x HTTP/1.1" 200 ${'1 '.repeat(4000)}`,
    `1.1.1.1 - - [${'x'.repeat(8000)}`,
    `"GET /x HTTP/1.1" 200 1 "${'" "'.repeat(2000)}`,
    `200 ${'A '.repeat(4000)}: GET - /`,
    `${'a'.repeat(8000)} - "`,
  ])('does not take long over a hostile one (%#)', text => {
    const start = process.cpuUsage()
    for (let i = 0; i < 100; i++) readTold(text)
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 100).toBeLessThan(5000)
  })
})

it('takes durations only where they name their unit', () => {
  expect(readTold('GET /x 200 1234 - Mozilla/5.0')).toEqual({ method: 'GET', url: '/x', status: '200' })
  expect(readTold('"GET /x HTTP/1.1" 200 5123')).toEqual({ method: 'GET', url: '/x', status: '200' })
  expect(readTold('GET /x 200 1.5s')).toMatchObject({ duration: '1.5s' })
})
