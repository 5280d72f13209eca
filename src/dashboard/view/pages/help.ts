import { padEnd } from '../../../text/index.ts'
import { bindings } from '../../update/bindings.ts'
import { type Line, strong, text, wrap } from '../line.ts'

const groups = ['Look', 'Time', 'Move', 'Screen'] as const
const labelWidth = 18

/** Every key there is. In two columns where there is room. */
export function helpPage(width: number): Line[] {
  if (width < 110) return groups.flatMap(group => groupLines(group, width))
  const half = Math.floor(width / 2) - 2
  const left = [...groupLines('Look', half), ...groupLines('Move', half)]
  const right = [...groupLines('Time', half), ...groupLines('Screen', half)]
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const line = left[index] ?? []
    const used = line.reduce((sum, span) => sum + ('text' in span ? span.text.length : 0), 0)
    return [...line, text(' '.repeat(Math.max(0, half + 2 - used))), ...(right[index] ?? [])]
  })
}

function groupLines(group: (typeof groups)[number], width: number): Line[] {
  const lines: Line[] = [[strong(group)]]
  for (const binding of bindings.filter(it => it.group === group)) {
    wrap(binding.help, Math.max(10, width - labelWidth)).forEach((part, index) => {
      lines.push([text(padEnd(index === 0 ? `  ${binding.label}` : '', labelWidth), 'accent'), text(part)])
    })
  }
  return [...lines, []]
}
