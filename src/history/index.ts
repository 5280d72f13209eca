export { startedOf } from './alive.ts'
export { ClickHouseClient } from './clickhouse/client.ts'
export { ClickHouseReader } from './clickhouse/reader.ts'
export { schemaStatements } from './clickhouse/schema.ts'
export {
  formatTarget,
  passwordOf,
  type Target,
} from './clickhouse/target.ts'
export { type CheckResult, checkStore } from './sqlite/check.ts'
export { type StoreFacts, storeFacts } from './sqlite/facts.ts'
export { SqliteReader } from './sqlite/reader.ts'
export { type Repair, repairStore } from './sqlite/repair.ts'
export { SqliteWriter } from './sqlite/writer.ts'
export { ThreadedShipper } from './thread/threaded-shipper.ts'
