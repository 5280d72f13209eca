import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { runCli } from '../../support/cli.ts'

export interface Ports {
  readonly http: number
  readonly tcp: number
}

/** Ports that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const ports = servers.map(server => (server.address() as { port: number }).port)
  await Promise.all(servers.map(server => once(server.close(), 'close')))
  return ports
}

/** Debian's clickhouse-server with a folder and loopback ports of its own. */
export class ClickHouseServer {
  readonly ports: Ports
  readonly #folder: string
  #process: ChildProcess | null = null

  /** @param shards ports of all servers of the cluster `fleet` */
  constructor(ports: Ports, shards: readonly Ports[] = []) {
    this.ports = ports
    this.#folder = mkdtempSync(join(tmpdir(), 'api-metrics-clickhouse-'))
    for (const name of ['data', 'tmp']) mkdirSync(join(this.#folder, name))
    writeFileSync(join(this.#folder, 'users.xml'), users)
    writeFileSync(join(this.#folder, 'config.xml'), config(this.#folder, ports, shards))
  }

  /** One that runs, with the tables that `collect --init` makes in the database `fleet`. */
  static async withTables(): Promise<ClickHouseServer> {
    const [http = 0, tcp = 0] = await freePorts(2)
    const server = new ClickHouseServer({ http, tcp })
    await server.start()
    const { code, stderr } = await runCli(['collect', '--store', server.store(), '--init'])
    if (code === 0) return server
    await server.remove()
    throw new Error(stderr)
  }

  /** What `--store` is given for it. */
  store(user?: string, port: number = this.ports.http): string {
    return `clickhouse://${user === undefined ? '' : `${user}@`}127.0.0.1:${port}/fleet`
  }

  async start(): Promise<void> {
    const child = spawn('clickhouse-server', [`--config-file=${join(this.#folder, 'config.xml')}`], {
      stdio: 'ignore',
    })
    this.#process = child
    for (let tries = 0; ; tries++) {
      if (child.exitCode !== null) throw new Error(`clickhouse-server ended with ${child.exitCode}`)
      const answer = await this.sql('SELECT 1').catch(() => '')
      if (answer.trim() === '1') return
      if (tries > 300) throw new Error('clickhouse-server does not answer')
      await delay(100)
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process
    this.#process = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'close')
  }

  /** Ends it and deletes what it stored. */
  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async sql(statement: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.ports.http}/`, { method: 'POST', body: statement })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }
}

const users = `<yandex>
  <profiles><default><max_memory_usage>2000000000</max_memory_usage></default></profiles>
  <users>
    <default>
      <password></password>
      <networks><ip>::1</ip><ip>127.0.0.1</ip></networks>
      <profile>default</profile><quota>default</quota>
    </default>
    <collector>
      <password>it&apos;s a secret</password>
      <networks><ip>::1</ip><ip>127.0.0.1</ip></networks>
      <profile>default</profile><quota>default</quota>
    </collector>
  </users>
  <quotas><default/></quotas>
</yandex>
`

function config(folder: string, { http, tcp }: Ports, shards: readonly Ports[]): string {
  const replica = ({ tcp: port }: Ports) =>
    `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`
  const servers =
    shards.length === 0
      ? ''
      : `<remote_servers><fleet>${shards.map(replica).join('')}</fleet></remote_servers>`
  return `<yandex>
  <logger><level>warning</level><log>${folder}/server.log</log><errorlog>${folder}/error.log</errorlog></logger>
  <http_port>${http}</http_port>
  <tcp_port>${tcp}</tcp_port>
  <listen_host>127.0.0.1</listen_host>
  <path>${folder}/data/</path>
  <tmp_path>${folder}/tmp/</tmp_path>
  <users_config>${folder}/users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>67108864</mark_cache_size>
  ${servers}
</yandex>
`
}
