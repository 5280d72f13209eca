import { chunk } from './listed.ts'
import { type Exchange, each, iso, isoNano, isoSecond, type Shape, seconds, target } from './traffic.ts'

/** The record inside, as a service might write it. */
const record = (e: Exchange): string =>
  JSON.stringify({
    time: iso(e.at),
    remote_addr: e.ip,
    method: e.method,
    uri: target(e),
    status: e.status,
    request_time: seconds(e, 4),
    agent: e.agent,
  })

const says = { step: 0.0001 }

/** The same record in everything that carries logs about. */
export const wrapped: readonly Shape[] = [
  {
    name: 'filebeat: log is an object, the record is in message',
    says,
    lines: each(e => ({
      '@timestamp': iso(e.at + 700),
      '@metadata': { beat: 'filebeat', type: '_doc', version: '8.1.0' },
      log: { offset: 12, file: { path: '/var/log/app.log' } },
      message: record(e),
      input: { type: 'log' },
      agent: { name: 'h', type: 'filebeat' },
      ecs: { version: '8.0.0' },
      host: { name: 'h' },
    })),
  },
  {
    name: 'journald',
    says,
    lines: each(e => ({
      __CURSOR: 's=1',
      __REALTIME_TIMESTAMP: String(e.at * 1000),
      _PID: '12',
      _HOSTNAME: 'h',
      PRIORITY: '6',
      SYSLOG_IDENTIFIER: 'app',
      MESSAGE: record(e),
    })),
  },
  {
    name: 'journald with bytes',
    says,
    lines: each(e => ({ __REALTIME_TIMESTAMP: String(e.at * 1000), MESSAGE: [...Buffer.from(record(e))] })),
  },
  {
    name: 'CloudWatch subscription',
    says,
    lines: requests =>
      chunk(requests, 20).map(part =>
        JSON.stringify({
          messageType: 'DATA_MESSAGE',
          owner: '1',
          logGroup: '/aws/x',
          logStream: 's',
          subscriptionFilters: ['f'],
          logEvents: part.map(e => ({ id: e.id, timestamp: e.at, message: record(e) })),
        }),
      ),
  },
  {
    name: 'CloudWatch filter-log-events, printed over many lines',
    says,
    lines: requests =>
      JSON.stringify(
        {
          events: requests.map(e => ({
            logStreamName: 's',
            timestamp: e.at,
            message: record(e),
            ingestionTime: e.at + 9,
            eventId: e.id,
          })),
          searchedLogStreams: [],
        },
        null,
        4,
      ).split('\n'),
  },
  {
    name: 'Loki, logcli jsonl',
    says,
    lines: each(e => ({
      labels: { app: 'web', filename: '/var/log/x' },
      line: record(e),
      timestamp: isoNano(e.at),
    })),
  },
  {
    name: 'Loki push request',
    says,
    lines: requests =>
      chunk(requests, 30).map(part =>
        JSON.stringify({
          streams: [
            { stream: { app: 'web' }, values: part.map(e => [String(BigInt(e.at) * 1_000_000n), record(e)]) },
          ],
        }),
      ),
  },
  {
    name: 'vector file source',
    says,
    lines: each(e => ({
      file: '/var/log/app.log',
      host: 'h',
      message: record(e),
      source_type: 'file',
      timestamp: isoNano(e.at + 1000),
    })),
  },
  {
    name: 'Elasticsearch export',
    says,
    lines: each(e => ({ _index: 'logs', _id: e.id, _score: 1, _source: JSON.parse(record(e)) })),
  },
  {
    name: 'Splunk HEC',
    says,
    lines: each(e => ({
      time: e.at / 1000,
      host: 'h',
      source: 'http:app',
      sourcetype: '_json',
      event: JSON.parse(record(e)),
    })),
  },
  {
    name: 'GCP jsonPayload',
    says,
    lines: each(e => ({
      insertId: e.id,
      jsonPayload: JSON.parse(record(e)),
      resource: { type: 'k8s_container', labels: { pod_name: 'p' } },
      timestamp: isoNano(e.at),
      severity: 'INFO',
      receiveTimestamp: isoNano(e.at + 500),
    })),
  },
  {
    name: 'GCP textPayload',
    says,
    lines: each(e => ({
      insertId: e.id,
      textPayload: record(e),
      timestamp: isoNano(e.at),
      receiveTimestamp: isoNano(e.at + 500),
    })),
  },
  {
    name: 'Datadog archive',
    says,
    lines: each(e => ({
      _id: e.id,
      date: iso(e.at),
      service: 'shop',
      host: 'h',
      attributes: JSON.parse(record(e)),
      source: 'nodejs',
      message: 'request',
      status: 'info',
      tags: ['env:prod'],
    })),
  },
  {
    name: 'rsyslog in /var/log/syslog',
    says,
    lines: each(e => `Nov 22 08:40:00 web-1 app[312]: ${record(e)}`),
  },
  { name: 'heroku drain', says, lines: each(e => `277 <190>1 ${iso(e.at)} host app web.1 - ${record(e)}`) },
  { name: 'docker logs -t', says, lines: each(e => `${isoNano(e.at)} ${record(e)}`) },
  { name: 'console.log of python logging', says, lines: each(e => `INFO:access:${record(e)}`) },
  { name: 'PM2 with colours', says, lines: each(e => `\x1b[32m0|app  | \x1b[39m${record(e)}`) },
  {
    name: 'docker json-file over CRI',
    says,
    lines: each(
      e =>
        `${isoNano(e.at)} stdout F ${JSON.stringify({ log: `${record(e)}\n`, stream: 'stdout', time: isoNano(e.at) })}`,
    ),
  },
  {
    name: 'docker json-file, split every 40 characters',
    says,
    lines: requests =>
      requests.flatMap(e =>
        (`${record(e)}\n`.match(/[\s\S]{1,40}/g) ?? []).map(piece =>
          JSON.stringify({ log: piece, stream: 'stdout', time: isoNano(e.at) }),
        ),
      ),
  },
  {
    name: 'CRI, split every 40 characters, two streams interleaved',
    says,
    lines: requests =>
      requests.flatMap(e => {
        const pieces = record(e).match(/.{1,40}/g) ?? []
        return pieces.flatMap((piece, i) => [
          `${isoNano(e.at)} stdout ${i === pieces.length - 1 ? 'F' : 'P'} ${piece}`,
          `${isoNano(e.at)} stderr F plain noise`,
        ])
      }),
  },
  { name: 'one array on one line', says, lines: requests => [`[${requests.map(record).join(', ')}]`] },
  {
    name: 'an array, printed over many lines',
    says,
    lines: requests =>
      JSON.stringify(
        requests.map(e => JSON.parse(record(e))),
        null,
        2,
      ).split('\n'),
  },
  {
    name: 'objects printed by jq',
    says,
    lines: requests => requests.flatMap(e => JSON.stringify(JSON.parse(record(e)), null, 2).split('\n')),
  },
  { name: 'Firehose: objects one after the other', says, lines: requests => [requests.map(record).join('')] },
  { name: 'JSON text sequences (RFC 7464)', says, lines: each(e => `\x1e${record(e)}`) },
  {
    name: 'blank lines, CRLF and a mark',
    says,
    lines: requests => requests.flatMap((e, i) => [`${i === 0 ? '\ufeff' : ''}${record(e)}\r`, '\r']),
  },
  {
    name: 'the outer time only',
    says: { step: 0.0001, time: 'second' },
    lines: each(e =>
      JSON.stringify({
        log: record(e).replace(/"time":"[^"]*",/, ''),
        stream: 'stdout',
        time: isoSecond(e.at),
      }),
    ),
  },
  {
    name: 'nginx combined in docker json-file',
    says: { duration: false, time: 'second' },
    lines: each(e =>
      JSON.stringify({
        log: `${e.ip} - - [22/Nov/2026:${isoSecond(e.at).slice(11, 19)} +0000] "${e.method} ${target(e)} HTTP/1.1" ${e.status} ${e.bytes} "-" "${e.agent}" "-"\n`,
        stream: 'stdout',
        time: isoNano(e.at),
      }),
    ),
  },
  { name: 'JSON of JSON', says, lines: each(e => JSON.stringify(record(e))) },
  {
    name: 'Kafka, the value as text',
    says,
    lines: each(e => ({
      topic: 'logs',
      partition: 0,
      offset: 7,
      timestamp: e.at,
      key: null,
      value: record(e),
    })),
  },
  {
    name: 'GELF',
    says,
    lines: each(e => ({
      version: '1.1',
      host: 'h',
      short_message: record(e),
      timestamp: e.at / 1000,
      level: 6,
    })),
  },
  {
    name: "CloudWatch's query results, fields in lists",
    says,
    lines: requests => [
      JSON.stringify({
        results: requests.map(e => [
          { field: '@timestamp', value: iso(e.at).replace('T', ' ').slice(0, 23) },
          { field: '@message', value: record(e) },
        ]),
        statistics: { recordsMatched: 3 },
        status: 'Complete',
      }),
    ],
  },
  {
    name: "uvicorn's text in docker json-file, with its level",
    says: { duration: false, agent: false },
    lines: each(e => ({
      log: `INFO:     ${e.ip}:${e.port} - "${e.method} ${target(e)} HTTP/1.1" ${e.status} OK\n`,
      stream: 'stdout',
      time: isoNano(e.at),
    })),
  },
  {
    name: "morgan's colours in docker json-file",
    says: { client: false, agent: false },
    lines: each(e => ({
      log: `\x1b[0m${e.method} ${target(e)} \x1b[32m${e.status}\x1b[0m ${(e.nanos / 1e6).toFixed(3)} ms - 7\x1b[0m\n`,
      stream: 'stdout',
      time: isoNano(e.at),
    })),
  },
]
