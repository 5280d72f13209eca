import { schemaStatements } from '../../history/index.ts'
import { usageError } from '../../model/index.ts'
import { openFleet } from '../fleet.ts'
import { writeAll } from '../output.ts'
import type { Runtime } from '../runtime.ts'
import { fleetTarget, type StoreOptions } from '../store.ts'

export interface SchemaOptions extends StoreOptions {
  readonly init?: boolean
  readonly printSchema?: boolean
}

/** What current servers understand; older ones are asked. */
const currentMajor = 24

/** `--print-schema` and `--init`: the tables of a fleet's store. */
export async function fleetSchema(runtime: Runtime, options: SchemaOptions): Promise<void> {
  const target = fleetTarget(options)
  if (target === null)
    throw usageError(
      `${options.init === true ? '--init' : '--print-schema'} goes with --store clickhouse://…`,
    )
  if (options.init !== true) {
    const statements = schemaStatements({ target, major: currentMajor })
    await writeAll(runtime.stdout, `${statements.join(';\n\n')};\n`)
    return
  }
  // The database may not be there yet.
  const client = openFleet(runtime, { ...target, database: 'system' })
  try {
    const [row] = await client.rows<[string]>('SELECT version()')
    const version = row?.[0] ?? ''
    for (const statement of schemaStatements({ target, major: Number.parseInt(version, 10) }))
      await client.run(statement)
    runtime.say(
      `tables are there: ${target.database} on ${target.host}:${target.port} (ClickHouse ${version})`,
    )
  } finally {
    client.close()
  }
}
