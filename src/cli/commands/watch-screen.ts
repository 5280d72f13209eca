import { openSync } from 'node:fs'
import { isatty, ReadStream } from 'node:tty'
import { type Dashboard, type DashboardHost, openDashboard } from '../../dashboard/screen/index.ts'
import { AppError, type RequestFilter, type Snapshot } from '../../model/index.ts'
import { completeFilter, parseFilter } from '../../query/index.ts'
import { colorDepth } from '../color.ts'
import { optimiseAsUsual, optimiseLess } from '../engine.ts'
import { writeFileWhole } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import type { WatchSession } from './watch.ts'
import { demoSource } from './watch-sources.ts'

/** Seconds: a line is on the screen half a second later at most. */
const defaultRefresh = 0.5

/** The dashboard, until the reader quits or a signal asks for the end. */
export async function watchScreen(session: WatchSession): Promise<void> {
  const { runtime, options, stop } = session
  const keys = openKeys(runtime)
  // The first picture is the one that is waited for, and nothing of it is done twice.
  optimiseLess()
  const dashboard: Dashboard = openDashboard({
    input: keys,
    output: runtime.stdout,
    clock: runtime.clock,
    host: hostOf(session, () => suspend(dashboard)),
    refreshSeconds: options.refresh ?? defaultRefresh,
    windowSeconds: session.windowSeconds,
    utc: options.utc ?? false,
    ascii: options.ascii ?? !speaksUnicode(runtime.env),
    palette: options.palette,
    colors: colorDepth(runtime.color, runtime.env),
  })
  setImmediate(optimiseAsUsual)
  // What a log holds is read within a few of these; the first picture would show it half a second later.
  let early = 6
  const hastening = setInterval(() => {
    dashboard.refresh()
    if (--early === 0) clearInterval(hastening)
  }, 50)
  const onContinue = () => dashboard.resume()
  const onStop = () => suspend(dashboard)
  process.on('SIGCONT', onContinue)
  process.on('SIGTSTP', onStop)
  session.onRestore(() => dashboard.close())
  stop.addEventListener('abort', () => dashboard.close(), { once: true })
  try {
    await dashboard.done
  } finally {
    clearInterval(hastening)
    process.off('SIGCONT', onContinue)
    process.off('SIGTSTP', onStop)
    dashboard.close()
    if (isatty(0)) keys.pause()
    else keys.destroy()
  }
}

/** Stdin, or the terminal itself while stdin carries the log. */
function openKeys(runtime: Runtime): ReadStream {
  if (isatty(0)) return runtime.stdin as unknown as ReadStream
  try {
    return new ReadStream(openSync('/dev/tty', 'r'))
  } catch (cause) {
    throw new AppError('there is no terminal to read keys from', {
      place: '/dev/tty',
      hint: 'watch --plain needs none',
      cause,
    })
  }
}

/** Leaves the screen before the process stops, so that the shell has its terminal; SIGCONT comes back. */
function suspend(dashboard: Dashboard): void {
  dashboard.suspend()
  process.kill(process.pid, 'SIGSTOP')
}

function hostOf({ runtime, monitor, alerts }: WatchSession, stop: () => void): DashboardHost {
  let filter: RequestFilter | null = null
  let seen: Snapshot | null = null
  return {
    observe({ windowSeconds, end, filter: text }) {
      if (text === null) filter = null
      else if (filter?.text !== text) filter = parseFilter(text)
      const observation = monitor.observe({ windowSeconds, end, filter })
      seen = observation.snapshot
      return alerts === null ? observation : { ...observation, alerts: alerts.view }
    },
    requestsOf: (endpoint, limit) => monitor.requestsOf(endpoint, limit),
    explainSpike: (from, to, { windowSeconds }) => monitor.explainSpike(from, to, { windowSeconds, filter }),
    complete(text, cursor) {
      const { from, to, candidates } = completeFilter(text, cursor, {
        fields: seen?.hosts ? ['host'] : [],
        values: field => seenValues(seen, field),
      })
      return { from, to, options: candidates }
    },
    async perform(effect) {
      if (effect.type === 'suspend') stop()
      if (effect.type === 'startDemo') monitor.add(demoSource(runtime))
      if (effect.type === 'save') return saveScreen(runtime, effect.svg, effect.text)
      return undefined
    },
  }
}

/** Values on the screen of a field, most frequent first, for the filter prompt to offer. */
function seenValues(snapshot: Snapshot | null, field: string): string[] {
  if (snapshot === null) return []
  const { endpoints, requests, bySource } = snapshot
  const texts = (values: readonly (string | null)[]) => [...new Set(values.filter(value => value !== null))]
  if (field === 'endpoint' || field === 'path') return texts(endpoints.map(({ endpoint }) => endpoint))
  if (field === 'method') return texts(endpoints.map(({ method }) => method))
  if (field === 'status') return Object.keys(requests.statusCodes)
  if (field === 'host') return (snapshot.hosts ?? []).map(({ name }) => name)
  if (field === 'source') return texts(bySource.map(({ value }) => value))
  if (field === 'client') return texts(endpoints.flatMap(({ clients }) => clients.map(({ value }) => value)))
  return []
}

async function saveScreen(runtime: Runtime, svg: string, text: string): Promise<string> {
  const name = `api-metrics-${new Date(runtime.clock.now() * 1000).toISOString().slice(0, 19).replaceAll(':', '')}`
  await writeFileWhole(`${name}.svg`, svg)
  await writeFileWhole(`${name}.txt`, text)
  return `saved ${name}.svg and .txt`
}

/** By the locale, as libc would: LC_ALL beats LC_CTYPE beats LANG; macOS and Windows speak it anyway. */
export function speaksUnicode(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'linux') return true
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
  return env.TERM !== 'linux' && (locale === '' || /utf-?8/i.test(locale))
}
