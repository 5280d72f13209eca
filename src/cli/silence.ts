import type { ReportInput } from '../pipeline/report-run.ts'
import type { Runtime } from './runtime.ts'

const silentMilliseconds = 2000

/** Says on stderr what is waited for, when stdin is to be read and brings nothing for 2 s: it looks like a hang. */
export function sayIfSilent(runtime: Runtime, inputs: readonly ReportInput[]): { over(): void } {
  if (!inputs.some(({ kind }) => kind === 'stdin')) return { over() {} }
  const timer = setTimeout(() => {
    runtime.say('waiting for a log on stdin; its end (Ctrl-D on a terminal) ends the wait')
  }, silentMilliseconds)
  timer.unref()
  return { over: () => clearTimeout(timer) }
}
