import { describe, expect, it } from 'vitest'
import { checkFieldMap } from '../../src/decode/check-map.ts'
import { parseFieldMap } from '../../src/decode/options.ts'
import type { AppError } from '../../src/model/index.ts'

const sampleOf = (...lines: string[]) => [Buffer.from(lines.join('\n'))]
const pino = '{"level":30,"req":{"method":"GET","url":"/a"},"res":{"statusCode":200},"responseTime":12}'

function refusal(
  samples: Uint8Array[],
  map: string,
): { place: string | undefined; hint: string | undefined } | null {
  try {
    checkFieldMap(samples, parseFieldMap(map))
    return null
  } catch (error) {
    const { exitCode, place, hint } = error as AppError
    expect(exitCode).toBe(2)
    return { place, hint }
  }
}

describe('a mapping by hand', () => {
  it.each(['endpoint=req.url,duration=responseTime:ms', 'status=res.statusCode', 'status=res.0.statusCode'])(
    'passes where its paths are there: %s',
    map => expect(refusal(sampleOf(pino), map)).toBeNull(),
  )

  it('is refused with the nearest key', () => {
    expect(refusal(sampleOf(pino), 'duration=responsTime')).toEqual({
      place: 'duration=responsTime',
      hint: 'did you mean responseTime?',
    })
    expect(refusal(sampleOf(pino), 'status=res.statuscode')?.hint).toBe('did you mean statusCode?')
    expect(refusal(sampleOf(pino), 'status=zzzzzzzzzzzz')?.hint).toBe(
      'api-metrics inspect shows the fields there are',
    )
  })

  it('sees keys with dots, in a wrapper, and in other letters', () => {
    expect(refusal(sampleOf('{"http.route":"/a"}'), 'endpoint=http.route')).toBeNull()
    expect(
      refusal(sampleOf(JSON.stringify({ log: pino, stream: 'stdout' })), 'duration=responseTime'),
    ).toBeNull()
    expect(refusal(sampleOf('{"größe" : 1}'), 'duration=größe')).toBeNull()
  })

  it('may name messages of errors that did not happen yet', () => {
    expect(refusal(sampleOf(pino), 'errorMessage=err.message')).toBeNull()
  })

  it('is not refused where there is nothing to compare with', () => {
    expect(refusal(sampleOf(''), 'status=code')).toBeNull()
    expect(refusal(sampleOf('plain text'), 'status=code')).toBeNull()
  })
})
