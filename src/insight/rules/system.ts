import type { GaugeName, Snapshot } from '../../model/index.ts'
import { sanitise } from '../../text/index.ts'

export interface CurrentGauge {
  readonly current: number
  /** Over the window. */
  readonly mean: number
  readonly max: number
  /** Sanitised; `null` when the input does not say. */
  readonly host: string | null
}

/** A gauge that counts: from the log's time, with a current value. This machine's in a replay are not. */
export function gaugeOf({ system, recent }: Snapshot, name: GaugeName): CurrentGauge | null {
  const stats = system ?? recent.system
  if (stats === null || !stats.counts) return null
  const whole = stats.gauges[name]
  const current = recent.system?.gauges[name]?.current ?? whole?.current ?? null
  if (whole === undefined || current === null) return null
  return {
    current,
    mean: whole.mean ?? current,
    max: Math.max(whole.max ?? current, current),
    host: stats.host === null ? null : sanitise(stats.host),
  }
}
