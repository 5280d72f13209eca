import type { DurationUnit, FieldName } from '../../model/index.ts'
import type { FieldOverride, UnitOverrides } from '../options.ts'
import type { PathOverride } from './key-tree.ts'
import { Slot } from './slots.ts'

const slots: Record<FieldName, number> = {
  timestamp: Slot.timestamp,
  endpoint: Slot.path,
  method: Slot.method,
  status: Slot.status,
  duration: Slot.duration,
  client: Slot.client,
  userAgent: Slot.userAgent,
  cache: Slot.cache,
  errorMessage: Slot.errorMessage,
  route: Slot.route,
}

/** `--map` and `--unit` in the terms of the key tree. */
export function overridesOf(
  map: readonly FieldOverride[],
  units: UnitOverrides,
): { overrides: PathOverride[]; durationUnit: DurationUnit | null; timestampUnit: DurationUnit | null } {
  const unitOf = (field: FieldName): DurationUnit | null =>
    map.find(entry => entry.field === field)?.unit ?? units[field] ?? null
  return {
    overrides: map.map(({ field, path }) => ({ slot: slots[field], path })),
    durationUnit: unitOf('duration'),
    timestampUnit: unitOf('timestamp'),
  }
}
