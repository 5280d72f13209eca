/** The wall clock, in seconds since the epoch. Only `cli` and `instrument` hold the real one. */
export interface Clock {
  now(): number
}

/** A clock that stands still until it is moved: for tests and replays. */
export class ManualClock implements Clock {
  #now: number
  constructor(now: number) {
    this.#now = now
  }
  now(): number {
    return this.#now
  }
  set(now: number): void {
    this.#now = now
  }
  advance(seconds: number): void {
    this.#now += seconds
  }
}
