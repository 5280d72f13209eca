import { invalidStatus, unknownStatus } from './status.ts'

/** RFC 9110, and the few of other RFCs that servers send (IANA HTTP Status Code Registry). */
const names: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  203: 'Non-Authoritative Information',
  204: 'No Content',
  205: 'Reset Content',
  206: 'Partial Content',
  207: 'Multi-Status',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  417: 'Expectation Failed',
  418: "I'm a teapot",
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  423: 'Locked',
  424: 'Failed Dependency',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  507: 'Insufficient Storage',
}

/** Names that some of them had before. */
const former: Readonly<Record<string, number>> = {
  payloadtoolarge: 413,
  requestentitytoolarge: 413,
  requesturitoolong: 414,
  requestedrangenotsatisfiable: 416,
  unprocessableentity: 422,
  redirect: 302,
  imateapot: 418,
}

const codes = new Map<string, number>([
  ...Object.entries(names).map(([code, name]): [string, number] => [letters(name), Number(code)]),
  ...Object.entries(former),
])

/** What people write who do not write a code: a request, but nobody knows how it was answered. */
const outcomes = /^(ok|success|succeeded|successful|completed|error|errored|fail|failed|failure|aborted)$/i

/**
 * A status that is told by its name alone, however it is spelt: `NOT_FOUND`, `NotFound`, `HttpStatus.NOT_FOUND`,
 * `:not_found`. `ok` in small letters, beside `error`, may mean any of many.
 * @returns `unknownStatus` for a mere outcome, `invalidStatus` for any other text
 */
export function statusNamed(text: string): number {
  if (text.length < 2 || text.length > 60) return invalidStatus
  const code =
    text === 'ok' ? undefined : codes.get(letters(text.slice(/^(?:\w*[.:])*/.exec(text)![0].length)))
  return code ?? (outcomes.test(text) ? unknownStatus : invalidStatus)
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '')
}
