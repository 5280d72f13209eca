// What runs once over many numbers: read by the engine's interpreter, each step of it would cost some thirty times as
// much, and a report is over before anything is compiled. Everything in the package comes here through ../code.ts.
export { allocate, counts, edges, reset, results } from './memory'

// History
export { addCells } from './frame'
export { sketchRanks, wideSketchRanks } from './sketch'
export { clearSlots, slots, slotWidth, takeSlot } from './slots'

// Statistics
export { autoregression, lagOne } from './autocorrelation'
export { curveWith, residual, vectorCount } from './basis'
export { testChanges } from './change-points'
export { correlate, prepareToCorrelate } from './correlation'
export { normalOfT, twoSidedP } from './normal'
export { median, orderOf } from './order'
export { midranks, normalScores } from './ranks'
export { findRise } from './rise'
export { cutsInto, gainOf, segment } from './segmentation'
export { mannKendall, testTrend, theilSen, varianceOfS } from './trend'
