import { checkFieldMap, type DecodeOptions, inspectLog } from '../decode/index.ts'
import type { AppError, Inspection } from '../model/index.ts'
import { openStdin, readFileRange } from '../sources/index.ts'
import { sampleFile } from './file-sample.ts'
import type { ReportInput } from './report-run.ts'

const headBytes = 256 * 1024

export interface InspectResult {
  readonly inspection: Inspection
  /** What it looks like when it is no JSON; `null` otherwise. */
  readonly looksLike: string | null
}

/** Looks at the head of a stream, or at the head, middle and tail of a file. Throws `AppError`. */
export async function inspectInput(input: ReportInput, options: DecodeOptions): Promise<InspectResult> {
  const samples = (input.kind === 'file' ? sampleFile(input.path) : null) ?? [await readHead(input)]
  checkFieldMap(samples, options.map ?? [])
  const { format, ingest, request, noise, rejected, looksLike } = inspectLog(samples, options)
  const name = input.kind === 'file' ? input.path : '-'
  return {
    looksLike,
    inspection: {
      name,
      format,
      alternatives: [],
      ingest,
      complete: samples.length === 1 && samples[0]!.length < headBytes,
      sample: request && {
        timestamp: request.fields.timestamp,
        method: request.fields.method,
        endpoint: request.fields.route ?? request.fields.endpoint ?? '(unknown)',
        path: request.fields.endpoint ?? '(unknown)',
        status: request.fields.status,
        duration: request.fields.duration,
        client: request.fields.client,
        cache: request.fields.cache === 'hit' ? true : request.fields.cache === 'miss' ? false : null,
        errorMessage: request.fields.errorMessage,
        source: name,
        line: request.line,
      },
      refused: [...rejected, ...noise].map(({ lineNumber, text, reason }) => ({
        number: lineNumber,
        line: text,
        reason,
        detail: null,
      })),
    },
  }
}

/** The first bytes of what can only be read from its beginning. */
async function readHead(input: ReportInput): Promise<Uint8Array> {
  const source = input.kind === 'stdin' ? openStdin(input.descriptor) : readFileRange(input.path)
  const pieces: Uint8Array[] = []
  let bytes = 0
  let fault: AppError | null = null
  for await (const event of source) {
    if (event.type === 'error') fault = event.error
    if (event.type !== 'data') continue
    // A copy: a source reads the next bytes into the same memory, and `Buffer.slice` is a view.
    pieces.push(Uint8Array.from(event.bytes.subarray(0, headBytes - bytes)))
    bytes += event.bytes.length
    if (bytes >= headBytes) break
  }
  await source.close()
  if (fault !== null && bytes === 0) throw fault
  return Buffer.concat(pieces)
}
