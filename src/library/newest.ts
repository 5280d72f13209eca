/** The newest values, so many at most, each with its time. */
export class Newest<Value> {
  readonly #limit: number
  #times: number[] = []
  #values: Value[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get length(): number {
    return Math.min(this.#values.length, this.#limit)
  }

  /** In the order in which they came. */
  values(): Value[] {
    return this.#values.slice(-this.#limit || this.#values.length)
  }

  add(time: number, value: Value): void {
    if (this.#limit === 0) return
    this.#times.push(time)
    this.#values.push(value)
    // Moving what stays costs as much as what goes: so that each value is moved once.
    if (this.#values.length >= 2 * this.#limit) this.#keep(index => index >= this.#limit)
  }

  /** @returns how many went */
  forgetBefore(time: number): number {
    const before = this.length
    const first = this.#values.length - before
    this.#keep(index => index >= first && this.#times[index]! >= time)
    return before - this.length
  }

  #keep(wanted: (index: number) => boolean): void {
    this.#values = this.#values.filter((_, index) => wanted(index))
    this.#times = this.#times.filter((_, index) => wanted(index))
  }
}
