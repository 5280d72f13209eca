import { createDecoder, type DecodeOptions, type DecodePlan, type Decoder } from '../decode/index.ts'
import type { RequestBatch } from '../model/index.ts'
import type { RandomAccessFile } from '../sources/read-at.ts'

/** From a few lines of most logs to one of any: a line takes 50 µs to read as long as nothing is compiled. */
const lookBytes = [2 * 1024, 8 * 1024, 32 * 1024] as const
const [glanceBytes, , probeBytes] = lookBytes
/** Of places spread over the file, by which it is judged how late lines are … */
const spreadBytes = [2 * 1024, 32 * 1024]
/** … and where some requests take so long, seconds, that others may be later than lines usually are. */
const slowSpreadBytes = [8 * 1024, 32 * 1024]
const slow = 10
const pieceBytes = 512 * 1024
const mostTailBytes = 64 * 1024 * 1024
const orderProbes = 32
/** Requests are logged when they end; some clocks and writers add a little. */
const latenessSeconds = 60
const newline = 10

/** What stands around one place of a file. */
export interface Probe {
  /** Where its first whole line starts. */
  readonly offset: number
  /** Seconds since the epoch. */
  readonly earliest: number
  readonly latest: number
  /** Longest duration seen, seconds. */
  readonly longest: number
}

/** Looks at the times in a log here and there, without reading it whole. */
export class TimeProber {
  readonly size: number
  readonly #file: RandomAccessFile
  readonly #options: DecodeOptions
  #spread: readonly Probe[] | null
  /** Looks everywhere but in the tail; `null` where what stands elsewhere could matter to it. */
  readonly #glancer: Decoder | null

  /** @param known one of the same file with the same options */
  constructor(
    file: RandomAccessFile,
    options: DecodeOptions & { plan: DecodePlan },
    known: TimeProber | null = null,
  ) {
    this.#spread = known === null ? null : known.#spread
    this.size = file.size
    this.#file = file
    this.#options = { ...options, keepLines: false }
    this.#glancer =
      known !== null
        ? known.#glancer
        : options.plan.joins
          ? null
          : createDecoder({ ...this.#options, kernel: 'off' })
  }

  /** Times between which some requests certainly lie: those at the beginning, at the end and at a few places between. */
  ends(): { readonly oldest: number; readonly newest: number; readonly ordered: boolean } | null {
    const places = [0, 0.25, 0.5, 0.75].map(share => Math.floor(this.size * share))
    const looks = places
      .map(place => this.#look(place))
      .concat(this.#tail())
      .filter(look => look !== null)
    if (looks.length === 0) return null
    return {
      oldest: Math.min(...looks.map(({ earliest }) => earliest)),
      newest: Math.max(...looks.map(({ latest }) => latest)),
      ordered: looks.every((look, i) => i === 0 || looks[i - 1]!.latest <= look.latest),
    }
  }

  /** Time of the newest request, if the file is ordered; `null` when its tail holds none. */
  newest(): number | null {
    for (let length = probeBytes; ; length *= 4) {
      const probe = this.#at(Math.max(0, this.size - length), length)
      const enough = probe !== null && probe.earliest < probe.latest - this.#slack()
      if (enough || length >= Math.min(this.size, mostTailBytes)) return probe?.latest ?? null
    }
  }

  /** Time of the newest request among the last ones: no more than what is read anyway may be newer; `null` when there is none. */
  latest(): number | null {
    for (let length = glanceBytes; ; length *= 4) {
      const probe = this.#at(Math.max(0, this.size - length), length)
      if (probe !== null || length >= Math.min(this.size, mostTailBytes)) return probe?.latest ?? null
    }
  }

  /** Whether requests stand in order of time, but for lateness; judged by 32 looks spread over the file. */
  isOrdered(): boolean {
    const slack = this.#slack()
    let newest = Number.NEGATIVE_INFINITY
    for (const { earliest, latest } of this.probes) {
      if (earliest < newest - slack) return false
      newest = Math.max(newest, latest)
    }
    return true
  }

  /** A byte before which every request of an ordered file is older than `time`, by bisection. */
  findStart(time: number): number {
    const wanted = time - this.#slack()
    let low = 0
    let high = this.size
    while (high - low > glanceBytes) {
      const middle = Math.floor((low + high) / 2)
      const probe = this.#look(middle)
      if (probe === null || probe.latest >= wanted) high = middle
      else low = probe.offset
    }
    return low
  }

  /** Lines may be late by a minute and twice the longest duration seen. */
  #slack(): number {
    return latenessSeconds + 2 * Math.max(0, ...this.probes.map(({ longest }) => longest))
  }

  /** What stands in 32 places spread over the file. */
  get probes(): readonly Probe[] {
    if (this.#spread === null) {
      this.#spread = this.#lookAround(spreadBytes)
      if (this.#spread.some(({ longest }) => longest > slow)) this.#spread = this.#lookAround(slowSpreadBytes)
    }
    return this.#spread
  }

  #lookAround(lengths: readonly number[]): Probe[] {
    const probes: Probe[] = []
    for (let i = 0; i < orderProbes; i++) {
      const probe = this.#look(Math.floor((this.size / orderProbes) * i), lengths)
      if (probe !== null && probe.offset !== probes.at(-1)?.offset) probes.push(probe)
    }
    return probes
  }

  #tail(): Probe | null {
    for (const length of lookBytes) {
      const probe = this.#at(Math.max(0, this.size - length), length, this.#glancer ?? undefined)
      if (probe !== null) return probe
    }
    return null
  }

  #look(offset: number, lengths: readonly number[] = lookBytes): Probe | null {
    for (const length of lengths) {
      const probe = this.#at(offset, length, this.#glancer ?? undefined)
      if (probe !== null) return probe
    }
    return null
  }

  /** The requests of the whole lines in a stretch; `null` when there are none. */
  #at(offset: number, length: number, decoder: Decoder = createDecoder(this.#options)): Probe | null {
    const end = Math.min(this.size, offset + length)
    let start = offset === 0 ? 0 : null
    let earliest = Number.POSITIVE_INFINITY
    let latest = Number.NEGATIVE_INFINITY
    let longest = 0
    const take = (batches: readonly RequestBatch[]): void => {
      for (const batch of batches) {
        for (let i = 0; i < batch.length; i++) {
          const time = batch.timestamp[i]!
          if (time < earliest) earliest = time
          if (time > latest) latest = time
          if (batch.duration[i]! > longest) longest = batch.duration[i]!
        }
      }
    }
    // In pieces: a tail may be as long as all memory, and its lines too.
    for (let at = offset; at < end; at += pieceBytes) {
      const bytes = this.#file.readAt(at, Math.min(pieceBytes, end - at))
      const from = start === null ? bytes.indexOf(newline) + 1 : 0
      if (start === null && from === 0) continue
      start ??= at + from
      take(decoder.write(bytes.subarray(from), { identity: '', offset: at + bytes.length }))
    }
    if (start === null) return null
    take(decoder.boundary(end >= this.size))
    take(decoder.flush())
    return earliest === Number.POSITIVE_INFINITY ? null : { offset: start, earliest, latest, longest }
  }
}
