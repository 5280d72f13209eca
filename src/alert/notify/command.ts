import { type ChildProcess, spawn } from 'node:child_process'
import { kill } from 'node:process'
import type { AlertEvent } from '../event.ts'
import type { Channel, Outcome } from './delivery.ts'

export interface CommandOptions {
  /** Seconds until it is ended, with all that it started. */
  readonly timeoutSeconds?: number
  /** Seconds between asking it to end and ending it. */
  readonly graceSeconds?: number
  readonly env: NodeJS.ProcessEnv
}

/** Seconds between the two when the monitor itself ends, which has not much time. */
const hurry = 0.2

/**
 * Runs a command for each message, one at a time: the message as JSON on its standard input, the essentials
 * in `API_METRICS_EVENT_…`. The shell reads the command as the user typed it and nothing else: no text of a
 * message, let alone of a log, is ever a part of it. A command that fails is not run again: it may have done
 * half of its work.
 */
export function command(
  line: string,
  { timeoutSeconds = 30, graceSeconds = 2, env }: CommandOptions,
): Channel {
  return {
    name: `command ${line.trim().split(/\s/, 1)[0]}`,
    deliver: (event, stop) =>
      new Promise(resolve => {
        // In a process group of its own, so that what it started ends with it.
        const child = spawn(line, {
          shell: true,
          detached: true,
          stdio: ['pipe', 'ignore', 'ignore'],
          env: { ...env, ...variables(event) },
        })
        let verdict: Outcome | null = null
        let killer: NodeJS.Timeout | undefined
        const end = (outcome: Outcome, grace: number): void => {
          verdict ??= outcome
          signalGroup(child, 'SIGTERM')
          clearTimeout(killer)
          killer = setTimeout(() => signalGroup(child, 'SIGKILL'), grace * 1000)
        }
        const timer = setTimeout(
          () => end({ result: 'never', reason: `not done within ${timeoutSeconds} s` }, graceSeconds),
          timeoutSeconds * 1000,
        )
        const onStop = (): void => end({ result: 'never', reason: 'the monitor ended' }, hurry)
        stop.addEventListener('abort', onStop, { once: true })
        const settle = (outcome: Outcome): void => {
          clearTimeout(timer)
          clearTimeout(killer)
          stop.removeEventListener('abort', onStop)
          // What it started may have outlived it.
          if (verdict !== null) signalGroup(child, 'SIGKILL')
          resolve(verdict ?? outcome)
        }
        child.on('error', error => settle({ result: 'never', reason: error.message }))
        child.on('exit', (code, signal) => settle(outcomeOf(code, signal)))
        // It need not read what it is sent.
        child.stdin.on('error', () => {})
        child.stdin.end(`${JSON.stringify(event)}\n`)
      }),
  }
}

function outcomeOf(code: number | null, signal: NodeJS.Signals | null): Outcome {
  if (code === 0) return { result: 'done' }
  return { result: 'never', reason: code === null ? `ended by ${signal}` : `exit code ${code}` }
}

function variables(event: AlertEvent): Record<string, string> {
  return {
    API_METRICS_EVENT_ALERT: event.alert,
    API_METRICS_EVENT_STATUS: event.status,
    API_METRICS_EVENT_VALUE: event.value === null ? '' : String(event.value),
    API_METRICS_EVENT_TEXT: event.text,
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    kill(-pid, signal)
  } catch {
    // It has ended by itself.
  }
}
