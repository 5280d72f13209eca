import { STATUS_CODES } from 'node:http'
import { describe, expect, it } from 'vitest'
import { invalidStatus, unknownStatus } from '../../../src/decode/values/status.ts'
import { statusNamed } from '../../../src/decode/values/status-names.ts'

describe('a status told by its name', () => {
  it('is known by the phrases that Node has too, however they are spelt', () => {
    for (const code of [200, 201, 204, 301, 304, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503, 504]) {
      const words = STATUS_CODES[code]!.replaceAll("'", '').split(/[ -]/)
      const pascal = words.map(word => word[0]!.toUpperCase() + word.slice(1).toLowerCase()).join('')
      for (const text of [words.join('_').toUpperCase(), words.join(' '), pascal, `HttpStatus.${pascal}`])
        expect([text, statusNamed(text)]).toEqual([text, code])
    }
  })

  it('of nginx is 499; a mere outcome is none, and other text is no status', () => {
    expect(statusNamed('CLIENT_CLOSED_REQUEST')).toBe(499)
    expect(statusNamed('success')).toBe(unknownStatus)
    expect(statusNamed('ok')).toBe(unknownStatus)
    for (const text of ['continue', 'shipped', 'x', '']) expect(statusNamed(text)).toBe(invalidStatus)
  })
})
