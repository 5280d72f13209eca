import type { PanelId } from '../../types.ts'
import type { Panel } from '../seen.ts'
import { cache } from './cache.ts'
import { correlations } from './correlations.ts'
import { detail } from './detail.ts'
import { endpoints } from './endpoints.ts'
import { errorRate } from './error-rate.ts'
import { health } from './health.ts'
import { heatmap } from './heatmap.ts'
import { recent } from './recent.ts'
import { recommendations } from './recommendations.ts'
import { resources } from './resources.ts'
import { responseTime } from './response-time.ts'
import { status } from './status.ts'
import { throughput } from './throughput.ts'

export const panels: Readonly<Record<PanelId, Panel>> = {
  health,
  responseTime,
  throughput,
  errorRate,
  status,
  resources,
  cache,
  endpoints,
  recommendations,
  recent,
  heatmap,
  correlations,
  detail,
}
