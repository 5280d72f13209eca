import type { BatchBuilder } from '../batch-builder.ts'
import type { Observer } from '../request/observer.ts'
import type { Origin, RecordReader } from '../request/records.ts'
import type { TextParser } from './parse.ts'
import { cleanLine, parseCri } from './prefix.ts'

interface MutableOrigin extends Origin {
  line: Uint8Array | null
  timeText: string | null
  time: number
  salvaged: boolean
}

const longestJoin = 1_048_576

/** Reads the text of one line after the other. Every line is counted by whoever calls, every outcome here. */
export class LineReader {
  readonly #records: RecordReader
  readonly #parser: TextParser
  readonly #observer: Observer
  readonly #builder: BatchBuilder
  readonly #origin: MutableOrigin = { line: null, timeText: null, time: Number.NaN, salvaged: false }
  /** Beginnings of lines that a container runtime split, by stream. */
  readonly #parts = new Map<string, string>()

  constructor(records: RecordReader, parser: TextParser, observer: Observer, builder: BatchBuilder) {
    this.#records = records
    this.#parser = parser
    this.#observer = observer
    this.#builder = builder
  }

  /** Parts of a line wait for the rest. */
  get partsWait(): boolean {
    return this.#parts.size > 0
  }

  line(text: string, bytes: Uint8Array | null): void {
    if (text.charCodeAt(0) === 123) {
      const record = this.#parser.parseObject(text)
      if (record !== null) {
        this.#records.read(record, this.#from(bytes, null, false))
        return
      }
    }
    this.#unusual(text, bytes)
  }

  /** What stands behind a closed array: no line when it is empty. */
  rest(text: string, bytes: Uint8Array | null): void {
    const parsed = this.#parser.parse(text)
    if (parsed === 'blank') return
    this.#builder.counters.lines++
    this.#unusual(text, bytes)
  }

  /** @returns whether an unfinished last line was whole, and counted */
  lastLine(text: string, bytes: Uint8Array | null, isRest: boolean): boolean {
    const clean = cleanLine(text)
    const cri = parseCri(clean)
    const parsed = this.#parser.parse(cri === null ? clean : cri.content)
    if (parsed === 'blank' && isRest) return true
    const whole =
      parsed === 'blank' || (typeof parsed === 'object' && (!parsed.salvaged || clean.endsWith('}')))
    if (!whole) return false
    this.#builder.counters.lines++
    this.line(text, bytes)
    return true
  }

  /** The next lines do not continue these: parts that wait for more are lost. */
  boundary(): void {
    for (const _ of this.#parts) {
      this.#builder.counters.ignored.joined--
      this.#builder.counters.rejected.notJson++
    }
    this.#parts.clear()
    this.#records.boundary()
  }

  #unusual(text: string, bytes: Uint8Array | null): void {
    const cri = parseCri(text.endsWith('\r') ? text.slice(0, -1) : text)
    if (cri === null) {
      this.#parse(text, bytes, null)
      return
    }
    this.#observer.wrapper('cri')
    const content = (this.#parts.get(cri.stream) ?? '') + cri.content
    this.#parts.delete(cri.stream)
    if (!cri.partial || content.length > longestJoin) {
      this.#parse(content, bytes, cri.time)
      return
    }
    this.#parts.set(cri.stream, content)
    this.#builder.counters.ignored.joined++
    this.#observer.sequential()
  }

  #parse(text: string, bytes: Uint8Array | null, time: string | null): void {
    const parsed = this.#parser.parse(text)
    const { ignored, rejected } = this.#builder.counters
    if (parsed === 'blank') ignored.blank++
    else if (parsed === 'notJson') rejected.notJson++
    else if (parsed === 'notObject') rejected.notObject++
    else {
      if (parsed.wrapper !== null) this.#observer.wrapper(parsed.wrapper)
      const used = this.#records.read(parsed.record, this.#from(bytes, parsed.time ?? time, parsed.salvaged))
      if (!used) rejected.notJson++
      if (parsed.rest === null) return
      this.#builder.counters.lines++
      this.#parse(parsed.rest, bytes, time)
    }
  }

  #from(line: Uint8Array | null, timeText: string | null, salvaged: boolean): Origin {
    const origin = this.#origin
    origin.line = line
    origin.timeText = timeText
    origin.salvaged = salvaged
    return origin
  }
}
