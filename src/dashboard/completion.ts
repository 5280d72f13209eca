import { filterFields, type Snapshot } from '../model/index.ts'
import type { Completion } from './types.ts'

/** As many as a line can show; the first are the likeliest. */
const mostOptions = 40

type Expects = 'field' | 'operator' | 'value' | 'joint'

/** How a filter could go on at the cursor: names of fields, operators, values that were seen. */
export function completeFilter(text: string, cursor: number, snapshot: Snapshot | null): Completion | null {
  const from = wordStart(text, cursor)
  const typed = text.slice(from, cursor).replace(/^["']/, '').toLowerCase()
  const { expects, field } = contextOf(text.slice(0, from))
  const known = optionsFor(expects, field, snapshot)
  const matching = known.filter(option => plain(option).startsWith(typed) && plain(option) !== typed)
  const loose = typed === '' ? [] : known.filter(option => plain(option).includes(typed, 1))
  const options = [...new Set([...matching, ...loose])].slice(0, mostOptions)
  return options.length === 0 ? null : { from, to: cursor, options }
}

function plain(option: string): string {
  return option.replace(/^"/, '').toLowerCase()
}

const breaks = new Set([...' \t()=<>~!,'])

/** Start of the word or the open quote that the cursor is in. */
function wordStart(text: string, cursor: number): number {
  let quote = -1
  let word = 0
  for (let at = 0; at < cursor; at++) {
    const character = text[at]!
    if (quote >= 0) {
      if (character === text[quote]) quote = -1
    } else if (character === '"' || character === "'") {
      quote = at
    } else if (breaks.has(character)) {
      word = at + 1
    }
  }
  return quote >= 0 ? quote : word
}

const joints = new Set(['and', 'or', '&&', '||'])
const opening = new Set(['not', '!', '('])
const operators = new Set(['=', '==', '!=', '<>', '<', '<=', '>', '>=', '~', '!~', 'in'])

function contextOf(before: string): { expects: Expects; field: string } {
  let expects: Expects = 'field'
  let field = ''
  let list = false
  for (const token of before.match(
    /"[^"]*"?|'[^']*'?|!~|<=|>=|!=|<>|==|&&|\|\||[=<>~!(),]|[^\s()=<>~!,"']+/g,
  ) ?? []) {
    if (list) {
      list = token !== ')'
      expects = list ? 'value' : 'joint'
    } else if (joints.has(token) || (expects === 'field' && opening.has(token))) expects = 'field'
    else if (expects === 'field') {
      field = token
      expects = 'operator'
    } else if (operators.has(token)) expects = 'value'
    else if (token === '(' && expects === 'value') list = true
    else if (token !== 'not') expects = 'joint'
  }
  return { expects, field }
}

function optionsFor(expects: Expects, field: string, snapshot: Snapshot | null): readonly string[] {
  if (expects === 'field')
    return [...filterFields.map(name => (name === 'errorMessage' ? 'message' : name)), 'not']
  if (expects === 'joint') return ['and', 'or']
  if (expects === 'operator') return operatorsFor(field)
  return snapshot === null ? [] : (valuesOf[field]?.(snapshot) ?? [])
}

const ordered = new Set(['status', 'duration', 'response_time', 'latency'])

function operatorsFor(field: string): readonly string[] {
  return ordered.has(field) ? ['>=', '>', '<', '<=', '=', '!=', 'in ('] : ['=', '~', '!=', '!~', 'in (']
}

const valuesOf: Readonly<Record<string, (snapshot: Snapshot) => readonly string[]>> = {
  endpoint: routes,
  route: routes,
  path: routes,
  method: snapshot => unique(snapshot.endpoints.map(stats => stats.method)),
  status: snapshot => [...Object.keys(snapshot.requests.statusCodes), '5xx', '4xx'],
  source: snapshot => unique(snapshot.sources.map(source => source.name)),
  client: snapshot => unique(snapshot.endpoints.flatMap(stats => stats.clients.map(client => client.value))),
  message: snapshot => unique(snapshot.topErrors.map(error => error.message)),
  cache: () => ['hit', 'miss'],
  duration: () => ['100ms', '300ms', '1s', '5s'],
}

function routes(snapshot: Snapshot): readonly string[] {
  return unique(snapshot.endpoints.map(stats => stats.endpoint))
}

/** In order of appearance, quoted where the language needs it. */
function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values)]
    .filter(value => value !== null && value !== '')
    .map(value => quotedIfNeeded(value!))
}

function quotedIfNeeded(value: string): string {
  return /^[^\s()=<>~!,"'@]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}
