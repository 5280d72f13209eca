import { fault, quoted, type Span } from './fault.ts'

export type TokenKind = 'word' | 'string' | 'operator' | 'end'

export interface Token extends Span {
  readonly kind: TokenKind
  /** Of strings: what stands between the quotes, unescaped. */
  readonly text: string
}

const operators = ['==', '!=', '<>', '<=', '>=', '!~', '&&', '||', '=', '<', '>', '~', '!', '(', ')', ',']
const breaks = new Set([...' \t\r\n()=<>~!,"\''])

/** Longer than anything a person types; keeps a hostile config from costing time. */
export const maxLength = 10_000

/**
 * Words, quoted strings and operators, closed by an `end` token. A word is anything without spaces, quotes
 * and operator characters, so that `/api/*`, `5xx`, `300ms` and `req.headers.host` need no quotes.
 */
export function tokenise(text: string): Token[] {
  if (text.length > maxLength) throw fault(text, { from: 0, to: 1 }, 'the expression is too long')
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at]!
    if (/\s/.test(character)) {
      at++
      continue
    }
    const token =
      character === '"' || character === "'"
        ? readString(text, at)
        : (readOperator(text, at) ?? readWord(text, at))
    tokens.push(token)
    at = token.to
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length })
  return tokens
}

function readString(text: string, from: number): Token {
  const quote = text[from]!
  let value = ''
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at]!
    if (character === quote) return { kind: 'string', text: value, from, to: at + 1 }
    if (character === '\\' && (text[at + 1] === quote || text[at + 1] === '\\')) value += text[++at]
    else value += character
  }
  throw fault(text, { from, to: from + 1 }, `this quote is never closed`, `end the text with ${quote}`)
}

function readOperator(text: string, from: number): Token | null {
  const operator =
    operators.find(candidate => text.startsWith(candidate, from)) ?? (isAt(text, from) ? '@' : null)
  return operator === null ? null : { kind: 'operator', text: operator, from, to: from + operator.length }
}

/** `@` alone, or before a path or a quote, separates; elsewhere it is part of a name such as `@timestamp`. */
function isAt(text: string, at: number): boolean {
  return text[at] === '@' && (at + 1 === text.length || /[\s"'/]/.test(text[at + 1]!))
}

function readWord(text: string, from: number): Token {
  let to = from
  while (
    to < text.length &&
    !breaks.has(text[to]!) &&
    !text.startsWith('&&', to) &&
    !text.startsWith('||', to)
  )
    to++
  return { kind: 'word', text: text.slice(from, to), from, to }
}

/** Walks over the tokens of one expression. */
export class Cursor {
  readonly text: string
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(text: string) {
    this.text = text
    this.#tokens = tokenise(text)
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)]!
  }

  take(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.#next++
    return token
  }

  /** Takes the next token if it is that operator, or that word in any case. */
  accept(...texts: string[]): Token | null {
    const token = this.peek()
    if (token.kind !== 'operator' && token.kind !== 'word') return null
    return texts.includes(token.text.toLowerCase()) ? this.take() : null
  }

  fail(token: Span, message: string, hint?: string): never {
    throw fault(this.text, token, message, hint)
  }

  /** @param what "a field", "a value": what would have been right here */
  expected(what: string, hint?: string): never {
    const token = this.peek()
    const found = token.kind === 'end' ? 'the end' : quoted(token.text)
    this.fail(token, `expected ${what}, found ${found}`, hint)
  }
}
