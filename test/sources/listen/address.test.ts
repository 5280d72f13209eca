import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/model/index.ts'
import { checkAddresses, openListener } from '../../../src/sources/index.ts'
import { formatAddress, isPrivate, parseAddress } from '../../../src/sources/listen/address.ts'

describe('an address to listen on', () => {
  it.each([
    ['tcp://127.0.0.1:9125', { kind: 'tcp', host: '127.0.0.1', port: 9125 }],
    ['tcp://localhost:0', { kind: 'tcp', host: '127.0.0.1', port: 0 }],
    ['http://[::1]:80/', { kind: 'http', host: '::1', port: 80 }],
    ['unix:/tmp/a.sock', { kind: 'unix', path: '/tmp/a.sock' }],
    ['unix:///tmp/a.sock', { kind: 'unix', path: '/tmp/a.sock' }],
  ])('%s', (url, expected) => {
    expect(parseAddress(url)).toEqual(expected)
  })

  it.each([
    '',
    'tcp',
    '127.0.0.1:9125',
    'tcp://:9125',
    'tcp://127.0.0.1',
    'tcp://127.0.0.1:',
    'tcp://127.0.0.1:65536',
    'tcp://127.0.0.1:-1',
    'tcp://127.0.0.1:9125/path',
    'tcp://user@127.0.0.1:1',
    'tcp://[127.0.0.1]:1',
    'https://127.0.0.1:1',
    'udp://127.0.0.1:1',
    'unix:',
    'unix://host/path',
    `unix:/tmp/${'x'.repeat(120)}`,
  ])('%s is refused as usage, with a hint', url => {
    const refuse = (): unknown => parseAddress(url)
    expect(refuse).toThrow(AppError)
    try {
      refuse()
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2, place: url })
      expect((error as AppError).hint).toBeTruthy()
    }
  })

  it.each([
    ['tcp://127.0.0.1:1', true],
    ['tcp://127.8.9.10:1', true],
    ['tcp://[::1]:1', true],
    ['tcp://[::ffff:127.0.0.1]:1', true],
    ['tcp://localhost:1', true],
    ['unix:/x', true],
    ['tcp://0.0.0.0:1', false],
    ['tcp://[::]:1', false],
    ['tcp://0:1', false],
    ['tcp://127.evil.example:1', false],
    ['tcp://localhost.evil.example:1', false],
    ['tcp://127.0.0.1.nip.io:1', false],
    ['tcp://[::ffff:10.0.0.1]:1', false],
    ['http://192.168.1.5:1', false],
  ])('%s is private: %s', (url, expected) => {
    expect(isPrivate(parseAddress(url))).toBe(expected)
  })

  it('that others can reach is refused without a token, before anything is bound', async () => {
    await expect(openListener('tcp://0.0.0.0:0')).rejects.toMatchObject({ exitCode: 2 })
    await expect(openListener('http://[::]:0', { token: '' })).rejects.toMatchObject({ exitCode: 2 })
    expect(() => checkAddresses(['tcp://127.0.0.1:0', 'http://0.0.0.0:0'], undefined)).toThrow('token')
    expect(checkAddresses(['http://0.0.0.0:0'], 'secret')).toHaveLength(1)
  })

  it('is written the way it is read', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('tcp', 'http'),
        fc.oneof(
          fc.ipV4(),
          fc.ipV6().map(ip => `[${ip}]`),
        ),
        fc.nat(65_535),
        (scheme, host, port) => {
          const url = `${scheme}://${host}:${port}`
          expect(formatAddress(parseAddress(url))).toBe(url)
        },
      ),
    )
  })
})
