import { tmpdir, userInfo } from 'node:os'
import process from 'node:process'
import { AppError } from '../model/index.ts'
import { Agent } from './agent.ts'
import { collectorAddress } from './transport/address.ts'

const agentKey: unique symbol = Symbol.for('api-metrics.agent') as never
const home = globalThis as { [agentKey]?: Agent | null }

/** The agent of this process, made on first use; `null` where its settings cannot be understood, which is said once. */
export function processAgent(): Agent | null {
  if (home[agentKey] === undefined) home[agentKey] = openAgent()
  return home[agentKey]
}

function openAgent(): Agent | null {
  try {
    const { API_METRICS_URL: url, API_METRICS_TOKEN: token, XDG_RUNTIME_DIR: runtimeDirectory } = process.env
    const user = process.getuid?.() ?? userInfo().username
    const surroundings = { runtimeDirectory, temporaryDirectory: tmpdir(), user }
    return new Agent({ address: collectorAddress({ url, token, surroundings }), warn })
  } catch (error) {
    warn(error instanceof AppError ? explain(error) : String(error))
    return null
  }
}

function explain({ message, place, hint }: AppError): string {
  return `${message}: ${place}; ${hint}. Nothing is recorded`
}

const said = new Set<string>()

function warn(message: string): void {
  if (said.has(message)) return
  said.add(message)
  process.emitWarning(message, 'ApiMetricsWarning')
}
