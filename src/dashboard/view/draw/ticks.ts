/** The least of 1, 2, 2.5, 5 times a power of ten that is ≥ `wanted`. */
export function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted))
  return ([1, 2, 2.5, 5].find(factor => factor * power >= wanted * 0.999999) ?? 10) * power
}

/** The least round number ≥ `max`, for scales that show only their top. */
export function roundTop(max: number): number {
  if (!(max > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(max))
  const factor = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find(it => it * power >= max * 0.999999) ?? 10
  return factor * power
}

const timeSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
]

/** Round moments within (from, to), at most `count`; days start at midnight of `offsetSeconds` from UTC. */
export function timeTicks(from: number, to: number, count: number, offsetSeconds: number): number[] {
  if (!(to > from) || count < 1) return []
  const step = timeSteps.find(seconds => (to - from) / seconds <= count) ?? timeSteps.at(-1)!
  const first = Math.ceil((from + offsetSeconds) / step) * step - offsetSeconds
  const ticks: number[] = []
  for (let time = first; time <= to && ticks.length <= count; time += step) ticks.push(time)
  return ticks
}
