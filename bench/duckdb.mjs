// The yardstick: DuckDB answering what our report answers, per endpoint and method, over the same file.
// usage: duckdb.mjs FILE native|pino
import { DuckDBInstance } from '@duckdb/node-api'

const [file, shape = 'native'] = process.argv.slice(2)
const columns =
  shape === 'native'
    ? {
        from: `read_json('${file}', format = 'newline_delimited', columns = {timestamp: 'DOUBLE', endpoint: 'VARCHAR', method: 'VARCHAR', status_code: 'INTEGER', response_time: 'DOUBLE', cache_hit: 'BOOLEAN'})`,
        method: 'method',
        endpoint: 'endpoint',
        status: 'status_code',
        seconds: 'response_time',
        hit: 'cache_hit',
      }
    : {
        from: `read_json('${file}', format = 'newline_delimited', columns = {time: 'BIGINT', req: 'STRUCT(method VARCHAR, url VARCHAR)', res: 'STRUCT("statusCode" INTEGER, headers STRUCT("x-cache" VARCHAR))', "responseTime": 'DOUBLE'})`,
        method: 'req.method',
        endpoint: 'req.url',
        status: 'res."statusCode"',
        seconds: '"responseTime" / 1000',
        hit: `res.headers."x-cache" = 'HIT'`,
      }
const { from, method, endpoint, status, seconds, hit } = columns
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const result = await connection.runAndReadAll(`
  SELECT ${method} AS method, ${endpoint} AS endpoint, count(*) AS n, count(*) FILTER (${status} >= 400) AS errors,
         avg(${seconds}), max(${seconds}), approx_quantile(${seconds}, [0.5, 0.95, 0.99]), count(*) FILTER (${hit}) AS hits
  FROM ${from} GROUP BY 1, 2 ORDER BY n DESC`)
let requests = 0
for (const row of result.getRows()) requests += Number(row[2])
console.log(`${result.getRows().length} endpoints, ${requests} requests`)
