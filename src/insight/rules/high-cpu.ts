import { percentValue } from './phrases.ts'
import type { Rule, RuleContext } from './rule.ts'
import { riseIn } from './scopes.ts'
import { gaugeOf } from './system.ts'

const limit = 80
const latencySeries = new Set(['mean', 'p50', 'p95', 'p99'])

export const highCpu: Rule = {
  id: 'high-cpu',
  title: 'High CPU',
  evaluate(context) {
    const cpu = gaugeOf(context.snapshot, 'cpuPercent')
    if (cpu === null || cpu.current <= limit) return null
    const rho = latencyMovesWithCpu(context)
    const moves = rho === null ? '' : ` Response time moves with it (Spearman ρ ${rho.toFixed(2)}).`
    const whose = cpu.host === null ? '' : ` of ${cpu.host}`
    return {
      severity: cpu.current >= 95 ? 'critical' : 'warning',
      message: `CPU${whose} is at ${percentValue(cpu.current)}, mean ${percentValue(cpu.mean)}, peak ${percentValue(cpu.max)}.${moves}`,
      action:
        rho !== null && rho > 0
          ? 'Profile what runs now, or add capacity: requests wait for the processor.'
          : 'Find out which process takes it, before requests begin to wait.',
      since: riseIn(context.insight.changes, 'cpu', null)?.at ?? null,
      evidence: { current: cpu.current, mean: cpu.mean, peak: cpu.max, latencyRho: rho },
      weight: cpu.current / 100,
    }
  },
}

function latencyMovesWithCpu({ insight }: RuleContext): number | null {
  const pair = insight.correlations.find(
    ({ a, b }) => (a === 'cpu' && latencySeries.has(b)) || (b === 'cpu' && latencySeries.has(a)),
  )
  return pair?.rho ?? null
}
