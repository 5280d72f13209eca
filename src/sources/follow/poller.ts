const tickMilliseconds = 100

/** Looks a second that one process spends on idle files; 5,000 cost about 1 % of a core. */
const looksPerTick = 500

interface Waiter {
  readonly changed: () => boolean
  readonly wake: () => void
}

/**
 * Looks at idle files in turn: each ten times a second while there are at most 500, more rarely beyond. A look is
 * one `stat`, 1.4 µs where measured. File system events are not used: they are missing on network and overlay
 * mounts, and a look has to decide anyway.
 */
export class Poller {
  readonly #waiters = new Set<Waiter>()
  #timer: NodeJS.Timeout | undefined

  /** Resolves when `changed` says so at a look, or when `closing` is aborted. */
  wait(changed: () => boolean, closing: AbortSignal): Promise<void> {
    if (closing.aborted) return Promise.resolve()
    return new Promise(resolve => {
      const waiter: Waiter = {
        changed,
        wake: () => {
          closing.removeEventListener('abort', waiter.wake)
          this.#remove(waiter)
          resolve()
        },
      }
      closing.addEventListener('abort', waiter.wake, { once: true })
      this.#waiters.add(waiter)
      this.#timer ??= setInterval(() => this.#tick(), tickMilliseconds)
    })
  }

  #tick(): void {
    let looks = Math.min(looksPerTick, this.#waiters.size)
    for (const waiter of this.#waiters) {
      if (looks-- === 0) break
      this.#waiters.delete(waiter)
      this.#waiters.add(waiter)
      if (waiter.changed()) waiter.wake()
    }
  }

  #remove(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    if (this.#waiters.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
