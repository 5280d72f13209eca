// Where everything lies in memory. Nothing is allocated at run time: an address is a constant, and every
// table is checked against its capacity where it grows.

/** 17 masks of 16 bytes: mask n keeps the first n bytes of a vector. */
export const maskTable: usize = 0x10000
/** 33 pairs of masks: pair n keeps the first n bytes of two vectors. */
export const pairTable: usize = 0x11000
/** Vectors of one byte 16 times, and others: a load is one instruction where a constant is three. */
export const zerosTable: usize = 0x11420
export const ninesTable: usize = 0x11430
export const countTable: usize = 0x11440
export const stopFlipTable: usize = 0x11450
export const stopLimitTable: usize = 0x11460
export const backslashTable: usize = 0x11470
/** Powers of ten as doubles, 1 to 1e22: the ones a double holds exactly. */
export const powerTable: usize = 0x10200
/** Powers of ten as u64, 1 to 1e19. */
export const integerPowerTable: usize = 0x10300
/** Type of a JSON value by its first byte (see `Type` in values.ts). */
export const typeTable: usize = 0x10400
/** What the line has shown of each wanted path: start and end of its value, 0 = nothing yet. */
export const slotTable: usize = 0x10500
export const maxSlots: u32 = 64
/** A slot that always holds something: a line with a key that notes its value here is unusual. */
export const refusedSlot: u32 = 64
/** Entries of the objects that are open. */
export const stackTable: usize = 0x10800
export const maxDepth: u32 = 60

/** Known paths, 32 bytes each (see keys.ts); entry 0 is the root. */
export const entryTable: usize = 0x20000
export const maxEntries: u32 = 2048
/** Open addressing: u16 number of an entry, 0 = free. */
export const entryHash: usize = 0x30000
export const entryHashSize: u32 = 8192
/** Text of the known keys as they are written, each padded to 16 bytes. */
export const keyText: usize = 0x34000
export const keyTextEnd: usize = 0x50000

/** Candidates of the fields in order of rank (see candidates.ts). */
export const fieldTable: usize = 0x50000
export const maxCandidates: u32 = 1024

/** Columns of the batch under construction. */
export const maxRows: u32 = 16384
export const timestampColumn: usize = 0x60000
export const durationColumn: usize = 0x80000
export const methodColumn: usize = 0xa0000
export const endpointColumn: usize = 0xb0000
export const routeColumn: usize = 0xc0000
export const clientColumn: usize = 0xd0000
export const userAgentColumn: usize = 0xe0000
export const errorColumn: usize = 0xf0000
export const offsetColumn: usize = 0x100000
export const lengthColumn: usize = 0x110000
export const statusColumn: usize = 0x120000
export const cacheColumn: usize = 0x128000

/** What lines have in common (see template.ts): two templates for records as they stand in the log, two for those in one. */
export const templateTable: usize = 0x130000
export const templateSize: usize = 128 * 64
export const stepSize: usize = 64
/** Values of one line in their order (see trace.ts). */
export const traceTable: usize = 0x138000
export const maxTraced: u32 = 128
/** One bit a byte of a stretch of the input, for each template (see stops.ts), and what a load reads beyond. */
export const longestStretch: u32 = 0x4000
export const stopTable: usize = 0x139000
export const stopTableSize: usize = 0x900

/** Dictionary: words of 16 bytes by hash, their addresses by number, their text. */
export const wordHash: usize = 0x140000
export const wordHashBits: u32 = 17
export const wordHashSize: u32 = 1 << wordHashBits
export const wordList: usize = 0x340000
export const maxWords: u32 = 0x10000
export const wordText: usize = 0x380000
export const wordTextEnd: usize = 0x780000

/** Bytes to scan: a carried line and a chunk; a vector may read up to 64 bytes past them. */
export const inputBase: usize = 0x780000
export const inputEnd: usize = 0x900000

/** Columns of fields that are asked for by their path. */
export const extraColumns: usize = 0x900000
export const maxExtras: u32 = 4

/** A record that was text within another one, without its escapes. */
export const innerBase: usize = 0x940000
export const innerEnd: usize = 0x97ff00

/** What rows have in common, by hash: 32 bytes each (see tally.ts). */
export const comboTable: usize = 0x980000
export const comboHashSize: u32 = 8192
export const maxCombos: u32 = 4096
/** Addresses of those with a count, in order of their first. */
export const comboList: usize = 0x9c0000
/** The same of lanes. */
export const laneList: usize = 0x9c4000
/** Seconds and how many rows lie in them: f64, u32, 4 bytes unused. */
export const secondTable: usize = 0x9c8000
export const maxSeconds: u32 = 2048
/** How a duration finds its bucket (model/sketch.ts): filled by the host. */
export const guessTable: usize = 0x9d0000
export const edgeTable: usize = 0x9d0800
/** Distributions of durations under construction. */
export const laneTable: usize = 0x9e0000
export const laneSize: u32 = 2112
export const maxLanes: u32 = 1024
/** What all lanes are together, by the cells of the finest chart: as a lane, and counts behind it. */
export const momentTable: usize = 0xbf0000
export const momentSize: u32 = 2208
export const maxMoments: u32 = 32
/** Sums of what was counted in many cells, by combination (u32) and by lane: as a lane, with u32 for u16. */
export const comboSums: usize = 0xc10000
export const sumTable: usize = 0xc20000
export const sumSize: u32 = 64 + 1024 * 4
/** Addresses of combinations and of lanes with a sum, in order of their first. */
export const summedComboList: usize = 0x1030000
export const summedLaneList: usize = 0x1034000
