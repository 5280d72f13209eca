import { type Field, findField, offeredFields } from './fields.ts'
import { type Token, tokenise } from './lexer.ts'

/** What the log holds, for the prompt to offer. */
export interface KnownFields {
  /** Beyond those every log has. */
  readonly fields: readonly string[]
  /** Values seen of a field, most frequent first. */
  values(field: string): readonly string[]
}

export interface Completion {
  /** The stretch of the text that a candidate replaces. */
  readonly from: number
  readonly to: number
  readonly candidates: readonly string[]
}

/** What may stand next: a field, an operator, a value of a field, `and` or `or`. */
type Place =
  | { readonly next: 'field' | 'connective' }
  | { readonly next: 'operator' | 'in' | 'open' | 'value'; readonly field: Field; readonly inList?: boolean }

const most = 20
const comparisons = new Set(['=', '==', '!=', '<>', '<', '<=', '>', '>=', '~', '!~'])

/** Candidates for what stands before the cursor of a filter prompt; none where the text has gone wrong. */
export function completeFilter(text: string, cursor: number, known: KnownFields): Completion {
  const before = text.slice(0, cursor)
  const { tokens, open } = tokensOf(before)
  const last = tokens.at(-1)
  const typed = open ?? (last?.kind === 'word' && last.to === cursor ? last : null)
  const settled = typed === null || typed === open ? tokens : tokens.slice(0, -1)
  const place = settled.reduce<Place | null>(advance, { next: 'field' })
  const from = typed?.from ?? cursor
  if (place === null) return { from, to: cursor, candidates: [] }
  return { from, to: cursor, candidates: matching(candidatesFor(place, known), typed?.text ?? '') }
}

/** The tokens, and the text of a quote that is still open. */
function tokensOf(text: string): { tokens: readonly Token[]; open: Token | null } {
  try {
    return { tokens: tokenise(text).slice(0, -1), open: null }
  } catch {
    const from = Math.max(text.lastIndexOf('"'), text.lastIndexOf("'"))
    if (from < 0) return { tokens: [], open: null }
    const { tokens } = tokensOf(text.slice(0, from))
    return { tokens, open: { kind: 'string', text: text.slice(from + 1), from, to: text.length } }
  }
}

function advance(place: Place | null, token: Token): Place | null {
  if (place === null) return null
  const word = token.kind === 'string' ? null : token.text.toLowerCase()
  switch (place.next) {
    case 'field':
      if (word === 'not' || word === '!' || word === '(') return place
      return token.kind === 'operator' ? null : { next: 'operator', field: findField(token.text) }
    case 'operator':
      if (word === 'in') return { ...place, next: 'open' }
      if (word === 'not') return { ...place, next: 'in' }
      return word !== null && comparisons.has(word) ? { ...place, next: 'value' } : null
    case 'in':
      return word === 'in' ? { ...place, next: 'open' } : null
    case 'open':
      return word === '(' ? { ...place, next: 'value', inList: true } : null
    case 'value':
      if (place.inList && (word === ',' || word === ')')) return word === ',' ? place : { next: 'connective' }
      if (token.kind === 'operator') return null
      return place.inList ? place : { next: 'connective' }
    case 'connective':
      if (word === ')') return place
      return word === 'and' || word === 'or' || word === '&&' || word === '||' ? { next: 'field' } : null
  }
}

const builtIn: Readonly<Record<string, readonly string[]>> = {
  cache: ['hit', 'miss', 'unknown'],
  status: ['2xx', '3xx', '4xx', '5xx'],
}
const ordered = ['>=', '>', '<=', '<', '=', '!=']
const textual = ['=', '!=', '~', '!~', 'in']

function candidatesFor(place: Place, known: KnownFields): readonly string[] {
  switch (place.next) {
    case 'field':
      return [...offeredFields, ...known.fields, 'not']
    case 'connective':
      return ['and', 'or']
    case 'in':
      return ['in']
    case 'open':
      return ['(']
    case 'operator': {
      const { type } = place.field
      if (type === 'duration') return ordered
      if (type === 'status') return [...ordered, 'in']
      return type === 'cache' ? ['=', '!='] : type === 'any' ? [...textual, '>', '<'] : textual
    }
    case 'value':
      return [...(builtIn[place.field.name] ?? []), ...known.values(place.field.name).map(quoteIfNeeded)]
  }
}

function quoteIfNeeded(value: string): string {
  const plain = /^[^\s()=<>~!,"'&|@\\]+$/.test(value) && !/^(and|or|not|in|null|none)$/i.test(value)
  return plain ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`
}

/** Those that begin with what was typed, then those that hold it. */
function matching(candidates: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase()
  const bare = (candidate: string): string => candidate.replace(/^"/, '').toLowerCase()
  const unique = [...new Set(candidates)]
  const first = unique.filter(candidate => bare(candidate).startsWith(wanted))
  const then = unique.filter(candidate => bare(candidate).indexOf(wanted) > 0)
  return [...first, ...then].slice(0, most)
}
