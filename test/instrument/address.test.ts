import { describe, expect, it } from 'vitest'
import { collectorAddress, formatAddress } from '../../src/instrument/transport/address.ts'
import { AppError } from '../../src/model/index.ts'

const surroundings = { runtimeDirectory: '/run/user/1', temporaryDirectory: '/tmp', user: 1 }
const address = (url?: string, token?: string) => collectorAddress({ url, token, surroundings })

describe('collectorAddress', () => {
  it.each([
    ['unix:/a/b.sock', { kind: 'unix', path: '/a/b.sock', ownDirectory: null, token: null }],
    ['unix:///a/b.sock', { kind: 'unix', path: '/a/b.sock', ownDirectory: null, token: null }],
    ['tcp://127.0.0.1:9125', { kind: 'tcp', host: '127.0.0.1', port: 9125, token: null }],
    ['tcp://[::1]:9125', { kind: 'tcp', host: '::1', port: 9125, token: null }],
    [undefined, { kind: 'unix', path: '/run/user/1/api-metrics.sock', ownDirectory: null, token: null }],
    ['  ', { kind: 'unix', path: '/run/user/1/api-metrics.sock', ownDirectory: null, token: null }],
  ])('understands %s', (url, expected) => {
    expect(address(url)).toEqual(expected)
  })

  it('posts to /v1/events unless another path is given', () => {
    expect(formatAddress(address('http://127.0.0.1:9126'))).toBe('http://127.0.0.1:9126/v1/events')
    expect(formatAddress(address('https://metrics.example/in'))).toBe('https://metrics.example/in')
  })

  it('carries the token', () => {
    expect(address('tcp://10.0.0.1:9125', 'secret').token).toBe('secret')
    expect(address('tcp://10.0.0.1:9125', '').token).toBeNull()
  })

  it.each(['unix:', 'tcp://127.0.0.1', 'ftp://127.0.0.1:1', 'nonsense', '/a/b.sock'])('refuses %s', url => {
    expect(() => address(url)).toThrow(AppError)
  })
})
