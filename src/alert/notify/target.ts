import { usageError } from '../../model/index.ts'
import { bell } from './bell.ts'
import { type CommandOptions, command } from './command.ts'
import type { Channel } from './delivery.ts'
import { type WebhookOptions, webhook } from './webhook.ts'

export type Target =
  | { readonly kind: 'webhook'; readonly url: URL }
  | { readonly kind: 'command'; readonly line: string }
  | { readonly kind: 'bell' }

const hint = 'write https://…, exec:COMMAND or bell'

/**
 * `https://…`, `webhook:https://…`, `exec:COMMAND`, `bell`.
 *
 * @throws a usage error for anything else
 */
export function parseTarget(text: string): Target {
  if (text === 'bell') return { kind: 'bell' }
  if (text.startsWith('exec:')) {
    const line = text.slice('exec:'.length).trim()
    if (line === '') throw usageError('--notify exec: needs a command', { hint: "write 'exec:./page-me.sh'" })
    return { kind: 'command', line }
  }
  const address = text.startsWith('webhook:') ? text.slice('webhook:'.length) : text
  if (!/^https?:\/\//i.test(address)) throw usageError('--notify does not know this', { place: text, hint })
  if (!URL.canParse(address)) throw usageError('--notify needs a whole URL', { place: text, hint })
  return { kind: 'webhook', url: new URL(address) }
}

export interface TargetOptions extends WebhookOptions, CommandOptions {
  readonly ring: () => void
}

export function openChannel(target: Target, options: TargetOptions): Channel {
  switch (target.kind) {
    case 'webhook':
      return webhook(target.url, options)
    case 'command':
      return command(target.line, options)
    case 'bell':
      return bell(options.ring)
  }
}
