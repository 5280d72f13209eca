/** How long the offset between the two clocks is believed, milliseconds. */
const believed = 1000

/** The wall clock, told from the monotonic one: that is read anyway, and a second clock costs another 50 ns. */
export class MonotonicClock {
  #offset = 0
  #until = Number.NEGATIVE_INFINITY

  /** @param now `performance.now()` @returns whole milliseconds since the epoch */
  milliseconds(now: number): number {
    if (now > this.#until) {
      this.#offset = Date.now() - performance.now()
      this.#until = now + believed
    }
    return Math.floor(now + this.#offset)
  }
}
