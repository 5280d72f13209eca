import { Slot } from '../record/slots.ts'

/** What the kernel calls the things that a key may mean (assembly/candidates.ts). */
export const Field = {
  timestamp: 0,
  path: 1,
  method: 2,
  status: 3,
  duration: 4,
  client: 5,
  userAgent: 6,
  cache: 7,
  errorMessage: 8,
  route: 9,
  requestLine: 10,
  requestId: 11,
  fault: 12,
  cacheLookup: 13,
  end: 14,
  logger: 15,
  origin: 16,
  message: 17,
  timeFraction: 18,
  filename: 19,
  gauge: 20,
  wrapper: 21,
  /** The first of those that are asked for by their path. */
  extra: 22,
} as const

export const maxExtras = 4
export const fieldCount: number = Field.extra + maxExtras

const ofSlot = new Map<number, number>(
  Object.entries(Field).flatMap(([name, field]) => {
    const slot = (Slot as Readonly<Record<string, number>>)[name]
    return slot === undefined ? [] : [[slot, field] as const]
  }),
)

ofSlot.set(Slot.call, Field.logger)

/** Matters only to lines that the kernel does not read anyway. */
export const indifferent: ReadonlySet<number> = new Set([Slot.process])

/** The field of a meaning; `null` when the kernel knows nothing of it, and so must not read the line. */
export function fieldOf(slot: number): number | null {
  return slot >= Slot.gauges ? Field.gauge : (ofSlot.get(slot) ?? null)
}
