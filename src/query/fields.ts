import { type FilterField, filterFields } from '../model/index.ts'
import { nearest } from '../text/index.ts'
import { quoted } from './fault.ts'
import type { Cursor, Token } from './lexer.ts'

export type FieldType = 'text' | 'method' | 'status' | 'duration' | 'cache' | 'any'

const types: Record<FilterField, FieldType> = {
  source: 'text',
  method: 'method',
  endpoint: 'text',
  path: 'text',
  status: 'status',
  duration: 'duration',
  client: 'text',
  userAgent: 'text',
  cache: 'cache',
  errorMessage: 'text',
}

/** Other names for the same: those of the native record and those people try first. */
const aliases: Readonly<Record<string, FilterField>> = {
  route: 'endpoint',
  status_code: 'status',
  statusCode: 'status',
  response_time: 'duration',
  responseTime: 'duration',
  latency: 'duration',
  client_ip: 'client',
  clientIp: 'client',
  user_agent: 'userAgent',
  cache_hit: 'cache',
  cacheHit: 'cache',
  error_message: 'errorMessage',
  message: 'errorMessage',
}

/** What the prompt and the hints offer. */
export const offeredFields: readonly string[] = [
  ...filterFields.filter(name => name !== 'errorMessage'),
  'message',
  'host',
]

export interface Field {
  /** As `FilterRow.get` knows it. */
  readonly name: string
  readonly type: FieldType
}

/** A known field under any of its names; else a path in the log, where a leading dot is not part of it. */
export function findField(text: string): Field {
  const name = Object.hasOwn(aliases, text) ? aliases[text]! : text
  if (Object.hasOwn(types, name)) return { name, type: types[name as FilterField] }
  return { name: text.startsWith('.') && text.length > 1 ? text.slice(1) : text, type: 'any' }
}

/**
 * The field that a token names. A name without a dot that is nearly a known one is a slip of the finger and
 * refused; a leading dot says that it is meant: `.port`.
 */
export function resolveField(cursor: Cursor, token: Token): Field {
  const { text } = token
  const field = findField(text)
  if (field.type !== 'any' || token.kind === 'string' || text.includes('.') || text === 'host') return field
  const meant = nearest(text, [...offeredFields, ...Object.keys(aliases)])
  if (meant === null) return field
  cursor.fail(
    token,
    `unknown field ${quoted(text)}`,
    `did you mean ${meant}? A field of the log with that name is written .${text}`,
  )
}
