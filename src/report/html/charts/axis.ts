import { clockTime, dateTime, type TimeStyle } from '../../../text/index.ts'

export interface Tick {
  /** 0–1 along the axis, from the left or from the bottom. */
  readonly at: number
  readonly label: string
}

/** Round, and so are their halves. */
const maxima = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10]

/** The least round number that is not below `value`. */
export function roundMaximum(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1
  const size = 10 ** Math.floor(Math.log10(value))
  const fitting = maxima.find(step => step * size >= value * 0.999999) ?? 10
  return Number((fitting * size).toPrecision(2))
}

/** Bottom, middle and top of a linear axis. */
export function linearTicks(maximum: number, format: (value: number) => string): Tick[] {
  return [0, 0.5, 1].map(at => ({ at, label: trimZeros(format(at * maximum)) }))
}

/** `4.00 s` → `4 s`, `2.50/s` → `2.5/s`: an axis has round numbers. */
export function trimZeros(label: string): string {
  const [, whole, decimals, unit] = /^(\d+)\.(\d{1,2})(\D*)$/.exec(label) ?? []
  if (whole === undefined) return label
  const rest = decimals!.replace(/0+$/, '')
  return `${whole}${rest === '' ? '' : `.${rest}`}${unit}`
}

const minute = 60
const hour = 3600
const day = 86_400
const steps = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map(count => count * minute),
  ...[1, 2, 3, 6, 12].map(count => count * hour),
  ...[1, 2, 4, 7, 14, 28, 56, 112, 224, 448].map(count => count * day),
]

/** At most six round times between `from` and `to`, in the zone of the reader. */
export function timeTicks(from: number, to: number, style: TimeStyle): Tick[] {
  const span = to - from
  if (!(span > 0)) return [{ at: 0, label: clockTime(from, style) }]
  const step = steps.find(size => span / size <= 5) ?? steps.at(-1)!
  const offset = style.utc === true ? 0 : new Date(from * 1000).getTimezoneOffset() * minute
  const first = Math.ceil((from - offset) / step) * step + offset
  const ticks: Tick[] = []
  for (let time = first; time <= to && ticks.length < 6; time += step)
    ticks.push({ at: (time - from) / span, label: tickLabel(time, step, style) })
  return ticks
}

function tickLabel(time: number, step: number, style: TimeStyle): string {
  if (step >= day) return dateTime(time, style).slice(0, -9)
  return step >= minute ? clockTime(time, style).slice(0, 5) : clockTime(time, style)
}
