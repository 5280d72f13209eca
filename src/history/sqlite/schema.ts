/** Marks the file as one of ours: "amhi". */
export const applicationId = 0x616d6869
export const formatVersion = 1

/** Buckets whose rows one line of the ledger adds up. */
export const spanBuckets = 64

/**
 * The format, version 1. What it promises: a number that is read was written, and none that was written is
 * missing without a word. So each row carries a checksum, and the ledger says how many rows there are.
 *
 * - `rollups`: a frame (see model/frame.ts) of the requests of one bucket, by number of `series`; number 0 is
 *   all of them together, in steps of 10 s and more. Several rows of one bucket add up: what came late is put
 *   beside. `seq`: the commit that it is from, the latest one where rows were put together.
 * - `marks`: `formed`, by step: before that time, its buckets were made of those of the finer step, and what
 *   comes late goes into both; `kept`, by step: from that time on, all its buckets are there.
 * - `ledger`: by 64 buckets, how many rows there are, and the sum of their checksums.
 * - `samples`: 10 minutes of one machine: `[[time, gauges in the order of gaugeNames …] …]`.
 * - `checkpoints`: how far a source was read, in the same transaction as what was counted up to there.
 */
export const schema: string = `
CREATE TABLE series (
  id INTEGER PRIMARY KEY, host TEXT NOT NULL, source TEXT NOT NULL, method TEXT, endpoint TEXT NOT NULL,
  crc INTEGER NOT NULL);
CREATE TABLE rollups (
  id INTEGER PRIMARY KEY, step INTEGER NOT NULL, time INTEGER NOT NULL, seq INTEGER NOT NULL,
  crc INTEGER NOT NULL, requests INTEGER NOT NULL, errors INTEGER NOT NULL, server_errors INTEGER NOT NULL,
  seconds REAL NOT NULL, slowest REAL, frame BLOB NOT NULL);
CREATE INDEX rollups_by_time ON rollups (step, time, crc);
CREATE INDEX rollups_by_seq ON rollups (seq);
CREATE TABLE ledger (
  step INTEGER NOT NULL, span INTEGER NOT NULL, rows INTEGER NOT NULL, crcs INTEGER NOT NULL,
  PRIMARY KEY (step, span)) WITHOUT ROWID;
CREATE TABLE samples (
  slot INTEGER NOT NULL, host TEXT NOT NULL, origin TEXT NOT NULL, seq INTEGER NOT NULL, gauges TEXT NOT NULL,
  crc INTEGER NOT NULL, PRIMARY KEY (slot, host, origin)) WITHOUT ROWID;
CREATE INDEX samples_by_seq ON samples (seq);
CREATE TABLE checkpoints (
  source TEXT PRIMARY KEY, position TEXT, ingest TEXT NOT NULL, at REAL NOT NULL, crc INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE leases (
  source TEXT PRIMARY KEY, pid INTEGER NOT NULL, host TEXT NOT NULL, started TEXT NOT NULL, seen REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE cursors (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIEW traffic AS
  SELECT step AS seconds, datetime(time, 'unixepoch') AS utc, sum(requests) AS requests, sum(errors) AS errors,
    sum(server_errors) AS server_errors, round(1000 * sum(seconds) / nullif(sum(requests), 0), 3) AS mean_ms,
    round(1000 * max(slowest), 3) AS max_ms
  FROM rollups GROUP BY step, time;
CREATE VIEW minutes AS
  SELECT utc, requests, errors, server_errors, mean_ms, max_ms FROM traffic WHERE seconds = 60;
CREATE VIEW hours AS
  SELECT utc, requests, errors, server_errors, mean_ms, max_ms FROM traffic WHERE seconds = 3600;
CREATE VIEW sources AS
  SELECT source, datetime(at, 'unixepoch') AS recorded, json_extract(ingest, '$.requests') AS requests,
    json_extract(position, '$.offset') AS offset FROM checkpoints;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${formatVersion};
`
