import type { Snapshot } from '../../model/index.ts'
import { dateTime, sanitise } from '../../text/index.ts'
import { timeStyle, type ViewOptions } from '../options.ts'
import type { Section } from '../section.ts'

/** Who reports into a fleet store, the silent ones first; `null` without one. */
export function hostsSection({ hosts }: Snapshot, options: ViewOptions): Section | null {
  if (hosts === null || hosts.length === 0) return null
  const ordered = [...hosts].sort((a, b) => Number(b.silent) - Number(a.silent) || (a.name < b.name ? -1 : 1))
  return {
    id: 'hosts',
    title: 'Hosts',
    table: {
      caption: 'Hosts and when they were last heard of',
      columns: [
        { title: 'Host', align: 'left', code: true, flexible: 'middle', rank: 0 },
        { title: 'Last seen', align: 'left', rank: 0 },
        { title: 'State', align: 'left', rank: 0 },
      ],
      rows: ordered.map(({ name, lastSeen, silent }) => [
        { text: sanitise(name) },
        { text: dateTime(lastSeen, timeStyle(options)), sort: lastSeen },
        { text: silent ? 'silent' : 'reporting', tone: silent ? 'bad' : 'good' },
      ]),
    },
  }
}
