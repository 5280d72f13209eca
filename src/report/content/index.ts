import type { Observation } from '../../model/index.ts'
import type { ViewOptions } from '../options.ts'
import type { Section } from '../section.ts'
import { comparisonSections } from './comparison.ts'
import { countingSection } from './counting.ts'
import { endpointsSection, groupsSection } from './endpoints.ts'
import { headlineSection } from './headline.ts'
import { healthSection, recommendationsSection } from './health.ts'
import { hostsSection } from './hosts.ts'
import { movementsSection } from './movements.ts'
import { objectivesSection } from './objectives.ts'
import { errorsSection, slowestSection, statusSection } from './requests.ts'
import { sourcesSection } from './sources.ts'
import { thresholdsSection } from './thresholds.ts'

/** Rows at most, by kind. */
export interface Limits {
  readonly endpoints: number
  readonly groups: number
  readonly slowest: number
  readonly errors: number
  readonly sources: number
}

/** The report from top to bottom: what happened, what to do, where, and how it was counted. */
export function reportSections(observation: Observation, options: ViewOptions, limits: Limits): Section[] {
  const { snapshot, insight } = observation
  const sections = [
    headlineSection(observation, options),
    thresholdsSection(insight),
    objectivesSection(insight),
    ...(options.comparison === undefined ? [] : comparisonSections(options.comparison, options)),
    healthSection(insight),
    recommendationsSection(insight, options),
    snapshot.endpoints.length === 0 ? null : endpointsSection(snapshot, limits.endpoints),
    groupsSection(snapshot, limits.groups),
    errorsSection(snapshot, limits.errors),
    statusSection(snapshot),
    slowestSection(snapshot, options, limits.slowest),
    movementsSection(insight, options),
    hostsSection(snapshot, options),
    countingSection(snapshot),
    sourcesSection(snapshot, limits.sources),
  ]
  return sections.filter(section => section !== null)
}
