// What runs once over many numbers: read by the engine's interpreter, each step of it would cost some thirty times as
// much, and a report is over before anything is compiled. Everything in the package comes here through ../code.ts.
export { isJumpy, testLevels, testWithoutCurve } from './change-points'
export { midranks, normalScores } from './ranks'
export { cutsInto, gainOf, segment } from './segmentation'
export { addCells } from './frame'
export { allocate, counts, edges, reset, results } from './memory'
export { sketchRanks, wideSketchRanks } from './sketch'
export { clearSlots, mostSlots, slots, slotWidth, takeSlot } from './slots'
