import { createHash } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { openChannel, parseTarget, type Target } from '../alert/notify/index.ts'
import { usageError } from '../model/index.ts'
import { AlertWatch } from '../pipeline/alert-watch.ts'
import type { Monitor } from '../pipeline/monitor.ts'
import { type AlertRule, parseAlert } from '../query/index.ts'
import type { InputOptions } from './commands/shared.ts'
import type { Runtime } from './runtime.ts'
import { hostOf, type StoreOptions, storePath } from './store.ts'

export interface AlertOptions {
  readonly alert?: readonly string[]
  readonly notify?: readonly string[]
  readonly alertCooldown: number
}

export interface AlertPlan {
  readonly rules: readonly AlertRule[]
  readonly targets: readonly { readonly text: string; readonly target: Target }[]
  readonly cooldownSeconds: number
}

/**
 * What `--alert` and `--notify` ask for; `null`: nothing. Each is taken once.
 *
 * @throws a usage error with a caret under the fault
 */
export function alertPlan({ alert = [], notify = [], alertCooldown }: AlertOptions): AlertPlan | null {
  const rules = [...new Set(alert)].map(parseAlert)
  const targets = [...new Set(notify)].map(text => ({ text, target: parseTarget(text) }))
  if (rules.length > 0) return { rules, targets, cooldownSeconds: alertCooldown }
  if (targets.length === 0) return null
  throw usageError('--notify has nothing to tell', { hint: "add --alert 'p95 > 500ms for 2m'" })
}

export interface AlertScene {
  readonly runtime: Runtime
  readonly monitor: Monitor
  readonly files: readonly string[]
  readonly options: InputOptions & StoreOptions & { readonly listen?: readonly string[] }
  /** Whether its inputs are the same the next time: those of a service are, a pipe into `watch` is another one. */
  readonly recurring: boolean
  /** Where there is no screen, what happens is said on stderr. */
  readonly onScreen: boolean
}

export function openAlerts(plan: AlertPlan | null, scene: AlertScene): Promise<AlertWatch> | null {
  if (plan === null) return null
  const { runtime, monitor, options, onScreen } = scene
  const terminal = [runtime.stdout, runtime.stderr].find(stream => stream.isTTY)
  if (terminal === undefined && plan.targets.some(({ target }) => target.kind === 'bell'))
    runtime.say('--notify bell: there is no terminal to ring')
  return AlertWatch.open({
    rules: plan.rules,
    receivers: plan.targets.map(({ text, target }) => ({
      key: hashOf([text]),
      channel: openChannel(target, { env: runtime.env, ring: () => terminal?.write('\u0007') }),
    })),
    cooldownSeconds: plan.cooldownSeconds,
    host: hostOf(options),
    clock: runtime.clock,
    measure: seconds => monitor.measure(seconds),
    file: stateFile(scene),
    onEvent: ({ text }) => {
      if (!onScreen) runtime.say(`alert: ${text}`)
    },
    onTrouble: message => {
      if (onScreen) runtime.explain(message)
      else runtime.say(message)
    },
  })
}

/** Beside history, one for each set of inputs: two monitors of different logs do not mix up their alerts. */
function stateFile({ runtime, files, options, recurring }: AlertScene): string | null {
  const store = storePath(runtime, options)
  if (store === null || !recurring) return null
  const { listen = [], filter, exclude } = options
  const seen = [filter, exclude].map(each => each?.join('\n') ?? null)
  const inputs = [...files.map(file => (file === '-' ? file : resolve(file))).sort(), null, ...listen]
  return join(dirname(store), `alerts-${hashOf([hostOf(options), ...seen, ...inputs])}.json`)
}

/** Short, and says nothing of what went in: URLs of webhooks are secrets. */
function hashOf(values: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)
}
