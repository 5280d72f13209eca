import type { FilterRow, RequestFilter } from '../model/index.ts'
import { type Field, resolveField } from './fields.ts'
import { Cursor, type Token } from './lexer.ts'
import { takeValue } from './literals.ts'
import { compares, equals, type Order, type Predicate, resembles } from './predicates.ts'

type Test = (row: FilterRow) => boolean

const maxDepth = 200
const operatorHint = 'one of = != < <= > >= ~ !~ in'

/**
 * `status >= 500 and endpoint ~ "/api/*" and duration > 300ms`: comparisons joined by `and`, `or`, `not`
 * and parentheses; `and` binds tighter than `or`. A field that a request does not carry fails every
 * comparison; `!=`, `!~` and `not in` are the exact negations of `=`, `~` and `in`, so they hold then.
 *
 * @throws a usage error with a caret under the fault
 */
export function parseFilter(text: string): RequestFilter {
  const parser = new FilterParser(text)
  const test = parser.parse()
  return { text, fields: parser.fields, scope: scopeOf(parser.fields), test }
}

function scopeOf(fields: ReadonlySet<string>): RequestFilter['scope'] {
  const series = new Set(['source', 'method', 'endpoint'])
  const rest = [...fields].filter(field => !series.has(field))
  return rest.length === 0 ? 'series' : rest.every(field => field === 'status') ? 'status' : 'row'
}

class FilterParser {
  readonly fields: Set<string> = new Set<string>()
  readonly #cursor: Cursor
  #depth = 0

  constructor(text: string) {
    this.#cursor = new Cursor(text)
  }

  parse(): Test {
    const test = this.#or()
    if (this.#cursor.peek().kind !== 'end') this.#cursor.expected('"and", "or" or the end')
    return test
  }

  #or(): Test {
    const parts = [this.#and()]
    while (this.#cursor.accept('or', '||')) parts.push(this.#and())
    return parts.length === 1 ? parts[0]! : row => parts.some(part => part(row))
  }

  #and(): Test {
    const parts = [this.#unary()]
    while (this.#cursor.accept('and', '&&')) parts.push(this.#unary())
    return parts.length === 1 ? parts[0]! : row => parts.every(part => part(row))
  }

  #unary(): Test {
    const cursor: Cursor = this.#cursor
    if (++this.#depth > maxDepth) cursor.fail(cursor.peek(), 'the expression is nested too deeply')
    try {
      if (cursor.accept('not', '!')) {
        const inner = this.#unary()
        return row => !inner(row)
      }
      const open = cursor.accept('(')
      if (open === null) return this.#comparison()
      const inner = this.#or()
      if (!cursor.accept(')')) {
        if (cursor.peek().kind === 'end') cursor.fail(open, 'this parenthesis is never closed', 'add )')
        cursor.expected('"and", "or" or ")"')
      }
      return inner
    } finally {
      this.#depth--
    }
  }

  #comparison(): Test {
    const cursor: Cursor = this.#cursor
    const token = cursor.peek()
    if (token.kind !== 'word' && token.kind !== 'string')
      cursor.expected('a field', 'for example status >= 500')
    const field = resolveField(cursor, cursor.take())
    this.fields.add(field.name)
    const { name } = field
    const predicate = this.#predicate(field)
    return row => predicate(row.get(name))
  }

  #predicate(field: Field): Predicate {
    const cursor: Cursor = this.#cursor
    const negated = cursor.accept('not')
    if (negated !== null || cursor.peek().text.toLowerCase() === 'in') {
      if (!cursor.accept('in')) cursor.expected('"in"')
      return negated === null ? this.#list(field) : not(this.#list(field))
    }
    const operator = cursor.peek()
    if (operator.kind !== 'operator') cursor.expected('an operator', operatorHint)
    cursor.take()
    return this.#operation(field, operator)
  }

  #operation(field: Field, operator: Token): Predicate {
    const cursor: Cursor = this.#cursor
    const value = (): Token => takeValue(cursor, 'a value')
    switch (operator.text) {
      case '=':
      case '==':
        return equals(cursor, field, value())
      case '!=':
      case '<>':
        return not(equals(cursor, field, value()))
      case '~':
        return resembles(cursor, field, operator, value())
      case '!~':
        return not(resembles(cursor, field, operator, value()))
      case '<':
      case '<=':
      case '>':
      case '>=':
        return compares(cursor, field, operator.text satisfies Order, value())
      default:
        cursor.fail(operator, 'expected an operator', operatorHint)
    }
  }

  #list(field: Field): Predicate {
    const cursor: Cursor = this.#cursor
    if (!cursor.accept('(')) cursor.expected('"("', 'in (404, 429)')
    const members: Predicate[] = []
    do members.push(equals(cursor, field, takeValue(cursor, 'a value')))
    while (cursor.accept(','))
    if (!cursor.accept(')')) cursor.expected('"," or ")"')
    return value => members.some(member => member(value))
  }
}

function not(predicate: Predicate): Predicate {
  return value => !predicate(value)
}
