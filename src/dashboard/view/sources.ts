import type { Snapshot, SourceState } from '../../model/index.ts'
import { cutMiddle, sanitise } from '../../text/index.ts'
import { type Line, strong, text } from './line.ts'

const longestName = 40

/** What is watched, on which host, and what is wrong with it. */
export function sourcesOf(snapshot: Snapshot): Line {
  const { sources, system } = snapshot
  if (sources.length === 0) return [text('no source', 'dim')]
  const first = cutMiddle(sanitise(sources[0]!.name), longestName)
  const more = sources.length > 1 ? ` +${sources.length - 1}` : ''
  const host = system?.counts === true && system.host !== null ? ` on ${sanitise(system.host)}` : ''
  const trouble = sources.find(source => source.state === 'failed' || source.state === 'waiting')
  return [
    strong(first + more),
    text(host, 'dim'),
    ...(trouble === undefined
      ? []
      : [text(`  ${troubleOf(trouble)}`, trouble.state === 'failed' ? 'bad' : 'warn')]),
  ]
}

function troubleOf(source: SourceState): string {
  return sanitise(source.message ?? (source.state === 'failed' ? 'failed' : 'waiting'))
}
