import type { Observation } from '../../src/model/index.ts'
import { insight, type Sent, snapshotOf } from './observation.ts'

/** 1,000 endpoints and (other) over 24 h, with a full series and heatmap. */
export function largeObservation(): Observation {
  const begin = 1_795_336_800
  const sent: Sent[] = Array.from({ length: 20_000 }, (_, index) => {
    const route = index % 1000
    return {
      time: begin + (index * 86_400) / 20_000,
      method: ['GET', 'POST', 'PUT', 'DELETE'][route % 4]!,
      endpoint: `/api/v2/organisations/:id/projects/:id/resource-${route}/items`,
      status: index % 23 === 0 ? 500 : index % 29 === 0 ? 404 : 200,
      duration: 0.001 * 1.0007 ** ((index * 7919) % 10_000),
      cache: index % 3 === 0,
      client: '203.0.113.9',
      message: index % 23 === 0 ? 'upstream connect error or disconnect before headers' : null,
    }
  })
  const snapshot = snapshotOf(sent)
  const edges = Array.from({ length: 40 }, (_, row) => 0.0005 * 1.4 ** row)
  const counts = snapshot.series.points.map((_, column) =>
    edges.map((_, row) => ((row * 31 + column * 17) % 11) * (row % 3)),
  )
  return { snapshot: { ...snapshot, heatmap: { edges, counts } }, insight: insight() }
}
