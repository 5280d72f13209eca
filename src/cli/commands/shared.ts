import type { CollectorOptions } from '../../collector/index.ts'
import { type DecodeOptions, parseFieldMap, parseUnits } from '../../decode/index.ts'
import { filterFields, type RequestFilter } from '../../model/index.ts'
import { requestFilter } from './request-filter.ts'

export interface FormatOptions {
  readonly logFormat: string
  readonly map?: readonly string[]
  readonly unit?: readonly string[]
  readonly tz?: string
}

export interface InputOptions extends FormatOptions {
  readonly maxEndpoints: number
  /** `false` with `--no-routes`, else the templates given. */
  readonly route?: readonly string[]
  readonly routes: boolean
  /** All of them must hold. */
  readonly filter?: readonly string[]
  /** None of them may. */
  readonly exclude?: readonly string[]
  readonly groupBy?: string
}

/** Dimensions that need no field of the log. */
const ownDimensions = ['endpoint', 'method', 'status', 'source', 'host', 'client']

/** Fields of the log that filter and groups read beyond the canonical ones. */
function extraFields(options: Pick<InputOptions, 'groupBy'>, filter: RequestFilter | null): string[] {
  const fields = new Set(filter?.fields ?? [])
  if (options.groupBy !== undefined) fields.add(options.groupBy)
  const known = new Set<string>([...filterFields, ...ownDimensions])
  return [...fields].filter(field => !known.has(field))
}

export function decodeOptions(
  options: FormatOptions & Pick<InputOptions, 'filter' | 'exclude' | 'groupBy'>,
): Pick<DecodeOptions, 'logFormat' | 'map' | 'units' | 'zone' | 'extraFields'> {
  return {
    extraFields: extraFields(options, requestFilter(options)),
    logFormat: options.logFormat,
    ...(options.map && { map: options.map.flatMap(parseFieldMap) }),
    ...(options.unit && { units: Object.assign({}, ...options.unit.map(parseUnits)) }),
    ...(options.tz !== undefined && { zone: options.tz }),
  }
}

export function collectorOptions(
  options: InputOptions,
): Pick<CollectorOptions, 'maxEndpoints' | 'routes' | 'filter' | 'groupBy'> {
  return {
    filter: requestFilter(options),
    groupBy: options.groupBy ?? null,
    maxEndpoints: options.maxEndpoints,
    routes: options.routes ? (options.route ?? []) : false,
  }
}
