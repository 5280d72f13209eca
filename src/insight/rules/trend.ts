import type { Trend } from '../../model/index.ts'

/** Rise per hour of a series with a significant upward trend, else `null`. */
export function risingPerHour(trends: readonly Trend[], series: string): number | null {
  const trend = trends.find(one => one.series === series)
  return trend?.direction === 'rising' ? trend.changePerHour : null
}

export function secondsUntil(limit: number, current: number, perHour: number | null): number | null {
  if (perHour === null || perHour <= 0) return null
  return Math.max(0, ((limit - current) / perHour) * 3600)
}
