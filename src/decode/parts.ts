import { type DurationUnit, usageError } from '../model/index.ts'
import { nearest } from '../text/index.ts'
import { BatchBuilder } from './batch-builder.ts'
import { listFormats } from './formats/index.ts'
import { TextParser } from './line/parse.ts'
import { LineReader } from './line/reader.ts'
import { Salvager } from './line/salvage.ts'
import { type DecodeOptions, defaults } from './options.ts'
import { ExtraFields } from './record/extra.ts'
import { KeyTree } from './record/key-tree.ts'
import { overridesOf } from './record/overrides.ts'
import { Evaluator } from './request/evaluate.ts'
import { Future } from './request/future.ts'
import { Observer } from './request/observer.ts'
import { RecordReader } from './request/records.ts'
import { UnitBook } from './units/book.ts'
import { makeZone, type Zone } from './values/zone.ts'

/** Everything between the text of a line and a batch, put together. */
export interface Parts {
  readonly options: DecodeOptions
  readonly builder: BatchBuilder
  readonly tree: KeyTree
  readonly salvager: Salvager
  readonly parser: TextParser
  readonly book: UnitBook
  readonly observer: Observer
  readonly future: Future
  readonly records: RecordReader
  readonly lines: LineReader
  readonly zone: Zone
  /** By hand; `null` = none given. */
  readonly timestampUnit: DurationUnit | null
  readonly durationUnit: DurationUnit | null
}

/** Good records that teach key orders, where there is no plan. */
const lessons = 256

/** @param eager false for samples of a file: every record of them teaches. Throws usage errors. */
export function makeParts(options: DecodeOptions, eager: boolean): Parts {
  const plan = options.plan ?? null
  const zone = makeZone(options.zone ?? null)
  const { overrides, durationUnit, timestampUnit } = overridesOf(options.map ?? [], options.units ?? {})
  const extra = new ExtraFields(options.extraFields ?? [])
  const tree = new KeyTree(overrides, plan === null ? null : (plan.callKeys ?? []))
  const salvager = new Salvager(plan?.templates)
  const parser = new TextParser(salvager, plan !== null ? 0 : eager ? lessons : Number.POSITIVE_INFINITY)
  const book = new UnitBook(durationUnit, plan ?? {})
  const observer = new Observer(tree, book, formatOf(options.logFormat), eager)
  observer.frozen = plan !== null
  const future = new Future(options.clock, options.rejectFuture === true, plan?.ahead ?? null)
  const builder = new BatchBuilder(
    options.source,
    extra.names,
    options.keepLines === true,
    options.columns,
    options.pool,
  )
  const maxDepth = options.maxDepth ?? defaults.maxDepth
  const mapped = overrides.length > 0
  const evaluator = new Evaluator({ tree, parser, zone, timestampUnit, durationUnit, maxDepth, mapped })
  const { clock } = options
  const joined = plan?.joins ?? null
  const told = plan === null ? undefined : plan.told
  const records = new RecordReader({
    builder,
    evaluator,
    parser,
    observer,
    extra,
    clock,
    zone,
    future,
    joined,
    alone: plan?.alone === true,
    told,
    openings: plan === null ? null : (plan.openings ?? { byId: false, byStatus: false }),
    callKeys: plan === null ? undefined : (plan.callKeys ?? []),
  })
  const lines = new LineReader(records, parser, observer, builder)
  return {
    options,
    builder,
    tree,
    salvager,
    parser,
    book,
    observer,
    future,
    records,
    lines,
    zone,
    timestampUnit,
    durationUnit,
  }
}

/** `null` for `auto`. Throws a usage error for a name that `listFormats()` does not have. */
function formatOf(name: string | undefined): string | null {
  if (name === undefined || name === 'auto') return null
  const names = listFormats().map(format => format.name)
  if (names.includes(name)) return name
  const near = nearest(name, names)
  throw usageError('unknown log format', {
    place: name,
    hint: near === null ? '`inspect --list` prints the formats' : `did you mean ${near}?`,
  })
}
