import { STATUS_CODES } from 'node:http'
import { each, iso, plain, type Shape, whole } from './traffic.ts'

const reason = (status: number): string => STATUS_CODES[status]!
const enumName = (status: number): string => reason(status).toUpperCase().replaceAll(' ', '_')

/** Statuses that are told by their names. */
export const statusNames: readonly Shape[] = [
  {
    name: "Spring's HttpStatus as Jackson writes it",
    says: { step: 0.001 },
    lines: each(e => ({ ...plain(e), status: enumName(e.status) })),
  },
  {
    name: 'HttpStatusCode of .NET, as its converter for enums writes it',
    says: { step: 0.001 },
    lines: each(e => ({
      ...plain(e),
      status: undefined,
      StatusCode: reason(e.status).replaceAll(' ', ''),
    })),
  },
  {
    name: 'with its type before it',
    says: { step: 0.001 },
    lines: each(e => ({ ...plain(e), status: `HttpStatus.${enumName(e.status)}` })),
  },
  {
    name: 'an outcome beside the code',
    says: { step: 0.001 },
    lines: each(e => ({ ...plain(e), status: e.status < 400 ? 'ok' : 'error', code: e.status })),
  },
  {
    name: "the state of an order beside the code, and another record's",
    says: { step: 0.001, noise: 1 },
    lines: requests => [
      ...each(e => ({ ...plain(e), status: 'created', http_status: e.status }))(requests),
      JSON.stringify({
        time: iso(requests[0]!.at),
        order: 3,
        status: 'created',
        duration_ms: whole(requests[0]!),
      }),
    ],
  },
]
