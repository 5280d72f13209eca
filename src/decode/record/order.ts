/** How good a claim on a field is: lower wins. */

/** Nobody claimed the field. */
export const never = 0x7fffffff
/** Added where the value is usable only when nothing better is there; taken off where it beats every other. */
export const weak = 10_000_000
/** From here on: words that other things bear too. */
export const genericTier = 50_000
/** From here on: names guessed from their last words. */
export const wordTier = 90_000
/** From here on: what a request line says, where there are fields of their own as well. */
export const requestLineTier = 95_000
