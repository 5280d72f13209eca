import { setTimeout as wait } from 'node:timers/promises'
import { type DemoOptions, DemoTraffic } from '../demo/index.ts'
import type { Clock, Source, SourceEvent } from '../model/index.ts'

/** Demo traffic as a source: what happened up to now at once, then on, as time goes by. */
export function openDemoSource(options: DemoOptions, clock: Clock): Source {
  const traffic = new DemoTraffic(options)
  const closed = new AbortController()
  let offset = 0

  function* pieces(): Generator<SourceEvent> {
    let text = ''
    const data = (): SourceEvent => {
      const bytes = Buffer.from(text)
      offset += bytes.length
      text = ''
      return { type: 'data', bytes, position: { identity: '', offset } }
    }
    for (const line of traffic.linesUntil(clock.now())) {
      text += `${line}\n`
      if (text.length > 65536) yield data()
    }
    if (text !== '') yield data()
  }

  async function* events(): AsyncGenerator<SourceEvent> {
    while (!closed.signal.aborted) {
      yield* pieces()
      yield { type: 'caughtUp' }
      await wait(100, undefined, { signal: closed.signal }).catch(() => {})
    }
  }

  return {
    name: 'demo traffic',
    kind: 'library',
    lagBytes: () => null,
    close: async () => closed.abort(),
    [Symbol.asyncIterator]: events,
  }
}
