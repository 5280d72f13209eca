import { openSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { type Dashboard, type DashboardHost, openDashboard } from '../../dashboard/screen/index.ts'
import { AppError, type RequestFilter } from '../../model/index.ts'
import { parseFilter } from '../../query/index.ts'
import { colorDepth } from '../color.ts'
import { writeFileWhole } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import type { WatchSession } from './watch.ts'
import { demoSource } from './watch-sources.ts'

/** The dashboard, until the reader quits or a signal asks for the end. */
export async function watchScreen(session: WatchSession): Promise<void> {
  const { runtime, options, stop } = session
  const keys = openKeys(runtime)
  const dashboard: Dashboard = openDashboard({
    input: keys,
    output: runtime.stdout,
    clock: runtime.clock,
    host: hostOf(session, () => suspend(dashboard)),
    refreshSeconds: options.refresh,
    windowSeconds: session.windowSeconds,
    utc: options.utc ?? false,
    ascii: options.ascii ?? !speaksUnicode(runtime.env),
    palette: options.palette,
    colors: colorDepth(runtime.color, runtime.env),
  })
  const onContinue = () => dashboard.resume()
  const onStop = () => suspend(dashboard)
  process.on('SIGCONT', onContinue)
  process.on('SIGTSTP', onStop)
  session.onRestore(() => dashboard.close())
  stop.addEventListener('abort', () => dashboard.close(), { once: true })
  try {
    await dashboard.done
  } finally {
    process.off('SIGCONT', onContinue)
    process.off('SIGTSTP', onStop)
    dashboard.close()
    if (keys === runtime.stdin) keys.pause()
    else keys.destroy()
  }
}

/** Stdin, or the terminal itself while stdin carries the log. */
function openKeys(runtime: Runtime): ReadStream {
  if (runtime.stdin.isTTY) return runtime.stdin as unknown as ReadStream
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

function hostOf({ runtime, monitor }: WatchSession, stop: () => void): DashboardHost {
  let filter: RequestFilter | null = null
  return {
    observe({ windowSeconds, end, filter: text }) {
      if (text === null) filter = null
      else if (filter?.text !== text) filter = parseFilter(text)
      return monitor.observe({ windowSeconds, end, filter })
    },
    async perform(effect) {
      if (effect.type === 'suspend') stop()
      if (effect.type === 'startDemo') monitor.add(demoSource(runtime))
      if (effect.type === 'save') return saveScreen(runtime, effect.svg, effect.text)
      return undefined
    },
  }
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
