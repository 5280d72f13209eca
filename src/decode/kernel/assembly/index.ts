// What the host sees of the kernel.
import { clearKeys } from './keys'
import {
  backslashTable, countTable, integerPowerTable, maskTable, ninesTable, pairTable, powerTable, stopFlipTable, stopLimitTable, typeTable, zerosTable,
} from './layout'
import { stopFlip, stopLimit } from './strings'
import { arrayType, boolType, nullType, numberType, objectType, stringType } from './candidates'
import { clearWords } from './words'

export {
  cacheColumn, clientColumn, comboList, durationColumn, edgeTable, endpointColumn, entryTable, errorColumn, extraColumns, fieldTable,
  guessTable, inputBase, inputEnd, laneList, laneSize, laneTable, lengthColumn, maxCandidates, maxCombos, maxEntries, maxExtras, maxLanes,
  maxMoments, maxRows, maxSeconds, maxSlots, methodColumn, momentSize, momentTable, offsetColumn, refusedSlot, routeColumn, secondTable, slotTable, statusColumn,
  comboSums, comboTable, sumSize, sumTable, summedComboList, summedLaneList, timestampColumn, userAgentColumn, wordList,
} from './layout'
export { addKey, clearKeys, setSlot } from './keys'
export { unknownKey, unknownParent } from './line'
export { begin, dropRow, ignored, position, rows, scan, setLongestLine, setSlots } from './scan'
export { setEndsMatter, setIdsMatter, setSentencesMatter } from './guards'
export { lastTold, setExtras, setLastTold } from './row'
export { setLatest, timesGiven, untimed } from './timestamps'
export {
  addUp, beginTally, cellRows, clearCell, clearCombos, clearUnseen, late, moments, newest, newestUnseen, oldest, seconds, setCell, setMoments, setUnseen, tallied, tally, touchedCombos,
  touchedLanes, unseen,
} from './tally'
export { kept } from './kept'
export { lowestBucket } from './lanes'
export { clearSums, newestSummed, oldestSummed, summedCombos, summedLanes, summedRows } from './sums'
export { unknownWord } from './texts'
export { neededQuarter, setZone } from './times'
export { setDepthLimit } from './values'
export { clearWords, words } from './words'

/** Fills the tables that never change; once, before anything else. */
export function init(): void {
  for (let n: usize = 0; n <= 16; n++) memory.fill(maskTable + (n << 4), 0xff, n)
  for (let n: usize = 0; n <= 32; n++) memory.fill(pairTable + (n << 5), 0xff, n)
  for (let n: usize = 0; n < 16; n++) store<u8>(countTable + n, <u8>n)
  memory.fill(zerosTable, 0x30, 16)
  memory.fill(ninesTable, 9, 16)
  memory.fill(stopFlipTable, stopFlip, 16)
  memory.fill(stopLimitTable, stopLimit, 16)
  memory.fill(backslashTable, 0x5c, 16)
  let power: f64 = 1
  for (let n: usize = 0; n <= 22; n++) {
    store<f64>(powerTable + (n << 3), power)
    power *= 10
  }
  let integer: u64 = 1
  for (let n: usize = 0; n <= 19; n++) {
    store<u64>(integerPowerTable + (n << 3), integer)
    integer *= 10
  }
  memory.fill(typeTable + 0x30, numberType, 10)
  store<u8>(typeTable + 0x2d, numberType)
  store<u8>(typeTable + 0x22, stringType)
  store<u8>(typeTable + 0x74, boolType)
  store<u8>(typeTable + 0x66, boolType)
  store<u8>(typeTable + 0x6e, nullType)
  store<u8>(typeTable + 0x7b, objectType)
  store<u8>(typeTable + 0x5b, arrayType)
  clearKeys()
  clearWords()
}
