import type { RequestRecord } from '../../../model/index.ts'
import { dateTime, formatDuration, padEnd, zoneName } from '../../../text/index.ts'
import { type Line, strong, text, wrap } from '../line.ts'
import type { Facts } from '../seen.ts'

export function requestPage(facts: Facts, record: RequestRecord, width: number): Line[] {
  const style = { utc: facts.utc }
  const fields: readonly (readonly [string, string])[] = [
    ['Time', `${dateTime(record.timestamp, style)} ${zoneName(record.timestamp, style)}`],
    ['Route', `${record.method ?? '–'} ${record.endpoint}`],
    ['Path', record.path],
    ['Status', record.status === 0 ? '–' : String(record.status)],
    ['Duration', formatDuration(record.duration)],
    ['Client', record.client ?? '–'],
    ['Cache', record.cache === null ? '–' : record.cache ? 'hit' : 'miss'],
    ['Error', record.errorMessage ?? '–'],
    ['Source', record.source],
  ]
  return [
    ...fields.flatMap(([name, value]) =>
      wrap(value, Math.max(10, width - 10)).map(
        (part, index): Line => [text(padEnd(index === 0 ? name : '', 10), 'dim'), text(part)],
      ),
    ),
    [],
    [strong('As it was logged')],
    ...(record.line === null
      ? [[text('the line is no longer kept', 'dim')]]
      : wrap(record.line, width).map((part): Line => [text(part)])),
  ]
}
