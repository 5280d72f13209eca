import type { SystemSample } from '../../model/index.ts'
import { crc32Of } from '../checksum.ts'
import { DamageError } from './faults.ts'
import type { Row } from './load.ts'

/** @throws DamageError if it is not as it was written */
export function sampleOf({ time, host, origin, seq, gauges, crc }: Row, path: string): SystemSample {
  if (crc !== crc32Of([time, host, origin, seq, gauges] as string[]))
    throw new DamageError(path, 'a system sample was changed')
  return {
    timestamp: time as number,
    host: host === '' ? null : (host as string),
    origin: origin as SystemSample['origin'],
    ...(JSON.parse(gauges as string) as Omit<SystemSample, 'timestamp' | 'host' | 'origin'>),
  }
}
