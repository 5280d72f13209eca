import type { SpikeExplanation, SpikeShare } from '../../../model/index.ts'
import { formatPercent, formatRate, padStart } from '../../../text/index.ts'
import type { Layer } from '../../state.ts'
import { type Line, strong, text, wrap } from '../line.ts'
import { clock, type Facts } from '../seen.ts'

const dimensions = [
  ['endpoint', 'Endpoints'],
  ['status', 'Statuses'],
  ['source', 'Sources'],
  ['client', 'Clients'],
] as const

export function spikePage(facts: Facts, layer: Extract<Layer, { type: 'spike' }>, width: number): Line[] {
  const span = `${clock(facts, layer.from)} – ${clock(facts, layer.to)}`
  if (layer.failure !== null) {
    return [
      [strong(span)],
      [],
      ...wrap(layer.failure.message, width).map((part): Line => [text(part, 'warn')]),
    ]
  }
  if (layer.explanation === null) return [[strong(span)], [], [text('looking …', 'dim')]]
  return explained(facts, span, layer.explanation)
}

function explained(facts: Facts, span: string, found: SpikeExplanation): Line[] {
  const lines: Line[] = [
    [
      strong(span),
      text(`  ${found.figure} `, 'dim'),
      text(`${formatRate(found.before)}/s`),
      text(' → ', 'dim'),
      strong(`${formatRate(found.during)}/s`, found.figure === 'errors' ? 'bad' : 'strong'),
    ],
    [text(`against ${clock(facts, found.baselineFrom)} – ${clock(facts, found.baselineTo)}`, 'dim')],
    [],
  ]
  if (found.shares.length === 0) return [...lines, [text('nobody stands out', 'dim')]]
  for (const [dimension, title] of dimensions) {
    const shares = found.shares.filter(share => share.dimension === dimension)
    if (shares.length > 0) lines.push([strong(title)], ...shares.map(shareLine), [])
  }
  return lines
}

function shareLine(share: SpikeShare): Line {
  return [
    text(padStart(formatPercent(share.share), 9), 'accent'),
    text(' '),
    { bar: Math.max(0, share.share), width: 12, role: 'accent' },
    text(padStart(`${formatRate(share.before)}/s`, 9), 'dim'),
    text(' → ', 'dim'),
    text(padStart(`${formatRate(share.during)}/s`, 8)),
    text(`  ${share.value}`),
  ]
}
