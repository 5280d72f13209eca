/** So many strings are numbered before the numbers begin again. */
const most = 32_768

/**
 * Numbers for the strings of one decoder's batches. A number stays what it is from batch to batch, and `strings`
 * is one array that grows, so that whoever reads batches can remember what it made of a string by its number.
 * Between two batches, once there are too many strings, both begin afresh.
 */
export class Dictionary {
  strings: string[] = []
  #numbers = new Map<string, number>()

  numberOf(text: string): number {
    let number = this.#numbers.get(text)
    if (number === undefined) {
      number = this.strings.length
      this.strings.push(text)
      this.#numbers.set(text, number)
    }
    return number
  }

  /** To be called between two batches. */
  renew(): void {
    if (this.strings.length < most) return
    this.strings = []
    this.#numbers = new Map()
  }
}
