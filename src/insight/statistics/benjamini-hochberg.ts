/**
 * p-values adjusted for all tests tried at once (Benjamini and Hochberg, 1995): a test is significant at
 * rate q when its adjusted value is ≤ q. Where no effect exists at all, the chance of any significant test
 * is at most q.
 */
export function adjustP(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!)
  const adjusted = new Array<number>(values.length)
  let least = 1
  order.forEach((index, fromLargest) => {
    const rank = values.length - fromLargest
    least = Math.min(least, (values[index]! * values.length) / rank)
    adjusted[index] = least
  })
  return adjusted
}
