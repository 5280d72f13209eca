import type { CollectorOptions } from '../../collector/index.ts'
import { type DecodeOptions, parseFieldMap, parseUnits } from '../../decode/index.ts'

export interface InputOptions {
  readonly logFormat: string
  readonly map?: readonly string[]
  readonly unit?: readonly string[]
  readonly tz?: string
  readonly maxEndpoints: number
  /** `false` with `--no-routes`, else the templates given. */
  readonly route?: readonly string[]
  readonly routes: boolean
}

export function decodeOptions(
  options: InputOptions,
): Pick<DecodeOptions, 'logFormat' | 'map' | 'units' | 'zone'> {
  return {
    logFormat: options.logFormat,
    ...(options.map && { map: options.map.flatMap(parseFieldMap) }),
    ...(options.unit && { units: Object.assign({}, ...options.unit.map(parseUnits)) }),
    ...(options.tz !== undefined && { zone: options.tz }),
  }
}

export function collectorOptions(options: InputOptions): Pick<CollectorOptions, 'maxEndpoints' | 'routes'> {
  return { maxEndpoints: options.maxEndpoints, routes: options.routes ? (options.route ?? []) : false }
}
