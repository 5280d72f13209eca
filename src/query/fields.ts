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

/**
 * A known field, or a path in the log. A name without a dot that is nearly a known one is a slip of the
 * finger and refused; a leading dot says that it is meant: `.port`.
 */
export function resolveField(cursor: Cursor, token: Token): Field {
  const { text } = token
  const name = Object.hasOwn(aliases, text) ? aliases[text]! : text
  if (Object.hasOwn(types, name)) return { name, type: types[name as FilterField] }
  if (text.startsWith('.') && text.length > 1) return { name: text.slice(1), type: 'any' }
  if (token.kind === 'string' || text.includes('.') || text === 'host') return { name: text, type: 'any' }
  const meant = nearest(text, [...offeredFields, ...Object.keys(aliases)])
  if (meant === null) return { name: text, type: 'any' }
  cursor.fail(
    token,
    `unknown field ${quoted(text)}`,
    `did you mean ${meant}? A field of the log with that name is written .${text}`,
  )
}
