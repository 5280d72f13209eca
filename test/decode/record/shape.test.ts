import { describe, expect, it } from 'vitest'
import { createDecoder } from '../../../src/decode/index.ts'
import { KeyTree } from '../../../src/decode/record/key-tree.ts'
import { inArray, Shape } from '../../../src/decode/record/shape.ts'
import { ManualClock } from '../../../src/model/index.ts'

const tree = new KeyTree()
const [a, b, c] = ['a', 'b', 'c'].map(key => tree.child(tree.root, key))

describe('the place of a record in the tree of shapes', () => {
  it('is the same for the same keys in the same order, and for no others', () => {
    const root = new Shape({ shapes: 100 })
    const place = (...keys: (typeof a)[]): Shape | null =>
      keys.reduce<Shape | null>((shape, key) => shape?.step(key!) ?? null, root)
    const first = place(a, b, c)
    expect(place(a, b, c)).toBe(first)
    const others = [place(a, b), place(a, c, b), place(b, a, c), place(c), place(a, b, c, a)]
    expect(new Set([first, ...others]).size).toBe(6)
    expect(root.step(a!)!.step(inArray)).not.toBe(root.step(a!)!.step(b!))
  })

  it('is nowhere once there is no room', () => {
    const root = new Shape({ shapes: 2 })
    expect(root.step(a!)?.step(b!)).toBeInstanceOf(Shape)
    expect(root.step(c!)).toBeNull()
    expect(root.step(a!)?.step(b!)).toBeInstanceOf(Shape)
    expect(root.room).toBe(0)
  })
})

/** The format of a log that is told by its keys. */
function formatOf(lines: readonly object[]): string | null {
  const decoder = createDecoder({ source: 0, clock: new ManualClock(1_795_400_000) })
  const bytes = Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join(''))
  decoder.write(bytes, { identity: '', offset: bytes.length })
  decoder.end()
  return decoder.format.name
}

describe('a format', () => {
  const caddy = (i: number, request: object): object => ({
    level: 'info',
    ts: 1_795_300_000 + i,
    logger: 'http.log.access',
    msg: 'handled request',
    request,
    status: 200,
    duration: 0.001 * (i + 1),
    size: 12,
  })
  const request = { remote_ip: '10.0.0.1', method: 'GET', host: 'x', uri: '/', proto: 'HTTP/1.1' }

  it('is told of each record by its own keys, not by those of the one before', () => {
    const other = (i: number): object => ({
      time: 1_795_300_000 + i,
      verb: 'GET',
      url: '/',
      status: 200,
      took_ms: 5,
    })
    const both = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? other(i) : caddy(i, request)))
    expect(formatOf(both)).toBe('caddy')
    expect(formatOf(both.filter((_, i) => i % 3 === 0))).toBe('generic')
  })

  it('is told where one key holds an object here and a list there', () => {
    const lists = Array.from({ length: 40 }, (_, i) => caddy(i, i % 2 === 0 ? request : [request, request]))
    expect(formatOf(lists)).toBe('caddy')
  })
})
