import type { Observation } from '../../model/index.ts'
import type { ViewOptions } from '../options.ts'
import { comparedJson, healthJson, movementsJson } from './insight.ts'
import { endpointJson, groupJson, recordJson, requestsJson } from './requests.ts'
import { seriesJson, sourceJson, systemJson } from './system.ts'
import { definiteTime, num, stringify, time } from './values.ts'

/** Of the contract. Optional fields may be added; nothing is renamed or removed under the same number. */
const schemaVersion = 1

/**
 * The report as a document: durations in seconds, rates 0–1, times ISO 8601 in UTC, unknown is `null`, no
 * NaN and no infinity. Texts are as they stood in the log.
 */
export function jsonReport(observation: Observation, options: ViewOptions): string {
  return `${stringify(reportDocument(observation, options))}\n`
}

export function reportDocument(
  { snapshot, insight }: Observation,
  options: ViewOptions = {},
): Record<string, unknown> {
  const { window, ingest } = snapshot
  const { trends, correlations, ...movements } = movementsJson(insight)
  return {
    schemaVersion,
    generatedAt: definiteTime(snapshot.generatedAt),
    generator: { name: 'api-metrics', version: options.version ?? null },
    mode: snapshot.mode,
    window: { from: time(window.from), to: time(window.to), seconds: num(window.seconds) },
    filter: snapshot.filter,
    filterCoversFrom: time(snapshot.filterCoversFrom),
    lastEventAt: time(snapshot.lastEventAt),
    sources: snapshot.sources.map(sourceJson),
    ingest,
    requests: requestsJson(snapshot.requests, snapshot.rate),
    endpoints: snapshot.endpoints.map(endpointJson),
    series: seriesJson(snapshot.series),
    slowest: snapshot.slowest.slice(0, 100).map(recordJson),
    topErrors: snapshot.topErrors,
    system: snapshot.system === null ? null : systemJson(snapshot.system),
    health: healthJson(insight.health),
    trends,
    correlations,
    ...movements,
    ...(options.comparison === undefined ? {} : { comparedWith: comparedJson(options.comparison) }),
    ...(snapshot.groups === null ? {} : { groups: snapshot.groups.map(groupJson) }),
    bySource: snapshot.bySource.map(groupJson),
    ...(snapshot.hosts === null
      ? {}
      : { hosts: snapshot.hosts.map(host => ({ ...host, lastSeen: time(host.lastSeen) })) }),
    partial: snapshot.partial,
  }
}
