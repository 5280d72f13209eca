import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { AppError, reasonOf } from '../../model/index.ts'
import { formatTarget, type Target } from './target.ts'

/** What a statement is run with: https://clickhouse.com/docs/operations/settings/settings */
export type Settings = Readonly<Record<string, string | number>>

/** Milliseconds until a server that does not answer is given up. */
const patience = 30_000

/** So much of what a server says about a fault is kept. */
const faultBytes = 4096

/** Errors of ClickHouse that mean something here: ErrorCodes.cpp of its sources. */
const codes = {
  unknownTable: 60,
  unknownDatabase: 81,
  networkError: 210,
  allConnectionsFailed: 279,
} as const

const meanings: Readonly<Record<number, readonly [message: string, hint: string | null]>> = {
  [codes.unknownTable]: ['ClickHouse has no tables of api-metrics there', initHint()],
  [codes.unknownDatabase]: ['ClickHouse has no such database', initHint()],
  192: ['ClickHouse knows no such user', passwordHint()],
  193: ['ClickHouse refuses the password', passwordHint()],
  194: ['ClickHouse asks for a password', passwordHint()],
  516: ['ClickHouse refuses user or password', passwordHint()],
  497: ['ClickHouse does not allow this user to do that', 'docs/fleet.md names the rights that are needed'],
  164: ['ClickHouse allows this user to read only', 'docs/fleet.md names the rights that are needed'],
  241: ['ClickHouse has too little memory for this', 'ask for a shorter window, or raise max_memory_usage'],
}

/** Faults that come again as often as it is tried; anything else passes when the server has recovered. */
const lasting = new Set([60, 81, 192, 193, 194, 497, 164, 516, 62, 47, 16, 36])

function initHint(): string {
  return 'api-metrics collect --store clickhouse://… --init makes them'
}

function passwordHint(): string {
  return 'the user stands in the URL, the password in API_METRICS_CLICKHOUSE_PASSWORD or …_PASSWORD_FILE'
}

/** What the server says when it refuses. */
export class ClickHouseFault extends AppError {
  /** `null`: it was not reached. */
  readonly code: number | null
  /** As it says it. */
  readonly said: string

  constructor(target: Target, code: number | null, said: string, cause?: unknown) {
    const [message, hint] = (code === null ? undefined : meanings[code]) ?? [plain(said), null]
    super(message, {
      place: formatTarget(target),
      passing: code === null || !lasting.has(code),
      ...(hint !== null && { hint }),
      ...(cause !== undefined && { cause }),
    })
    this.code = code
    this.said = said
  }

  get isShardMissing(): boolean {
    return this.code === codes.allConnectionsFailed || this.code === codes.networkError
  }
}

/** The sentence of `Code: 60, e.displayText() = DB::Exception: …, e.what() = …`. */
function plain(said: string): string {
  const [, text] = /DB::Exception: ([\s\S]*?)(?:, e\.what\(\)|$)/.exec(said) ?? []
  return `ClickHouse: ${(text ?? said).replace(/\s+/g, ' ').trim().slice(0, 300)}`
}

/** The HTTP interface: one statement a request. https://clickhouse.com/docs/interfaces/http */
export class ClickHouseClient {
  readonly target: Target
  readonly #password: string | null
  readonly #agent: HttpAgent

  constructor(target: Target, password: string | null) {
    this.target = target
    this.#password = password
    const options = { keepAlive: true, maxSockets: 4, timeout: patience }
    this.#agent = target.secure ? new HttpsAgent(options) : new HttpAgent(options)
  }

  /** Runs a statement and gives what it answers. Rejects with a `ClickHouseFault`. */
  run(sql: string, settings: Settings = {}): Promise<string> {
    return this.#send(sql, null, settings)
  }

  /** Rows of a query as arrays of its columns. */
  async rows<T extends readonly unknown[]>(sql: string, settings: Settings = {}): Promise<T[]> {
    const text = await this.run(`${sql} FORMAT JSONCompact`, {
      ...settings,
      output_format_json_quote_64bit_integers: 0,
    })
    return (JSON.parse(text) as { data: T[] }).data
  }

  /** Rows as lines of JSON, stored together or (where the server dies in the middle) sent again. */
  async insert(table: string, lines: string, settings: Settings = {}): Promise<void> {
    await this.#send(`INSERT INTO ${table} FORMAT JSONEachRow`, lines, settings)
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(sql: string, body: string | null, settings: Settings): Promise<string> {
    const { host, port, user, database, secure } = this.target
    const parameters = new URLSearchParams({ database, wait_end_of_query: '1' })
    for (const [name, value] of Object.entries(settings)) parameters.set(name, String(value))
    if (body !== null) parameters.set('query', sql)
    const payload = Buffer.from(body ?? sql)
    const open = secure ? httpsRequest : httpRequest
    return new Promise((resolve, reject) => {
      const fail = (cause: Error): void => reject(this.#unreachable(cause))
      const request = open(
        {
          host,
          port,
          method: 'POST',
          path: `/?${parameters}`,
          agent: this.#agent,
          headers: {
            'Content-Length': payload.length,
            'X-ClickHouse-User': user,
            ...(this.#password !== null && { 'X-ClickHouse-Key': this.#password }),
          },
        },
        response => {
          response.once('error', fail)
          response.once('aborted', () => fail(new Error('the connection broke')))
          void this.#read(response).then(resolve, reject)
        },
      )
      request.setTimeout(patience, () => request.destroy(new Error(`no answer for ${patience / 1000} s`)))
      request.once('error', fail)
      request.end(payload)
    })
  }

  async #read(response: IncomingMessage): Promise<string> {
    const pieces: Buffer[] = []
    let length = 0
    const failed = response.statusCode !== 200
    try {
      for await (const piece of response as AsyncIterable<Buffer>) {
        if (!failed || length < faultBytes) pieces.push(piece)
        length += piece.length
      }
    } catch (cause) {
      throw this.#unreachable(cause as Error)
    }
    const text = Buffer.concat(pieces).toString()
    if (!failed) return text
    const code = /^Code: (\d+)/.exec(text)?.[1] ?? response.headers['x-clickhouse-exception-code']
    const said = text === '' ? `HTTP ${response.statusCode}` : text
    throw new ClickHouseFault(this.target, code === undefined ? 0 : Number(code), said)
  }

  #unreachable(cause: Error): ClickHouseFault {
    return new ClickHouseFault(this.target, null, `out of reach: ${reasonOf(cause)}`, cause)
  }
}

/** A text in SQL. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`
}
