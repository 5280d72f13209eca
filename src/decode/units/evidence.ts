/** What is remembered of the bare numbers under one key until their unit is decided. */
export class Evidence {
  readonly path: string
  readonly values: number[] = []
  zeros = 0
  whole = 0
  /** Values by count of digits after the point. */
  readonly fractionDigits: number[] = new Array(21).fill(0)
  /** Formats that the records around the values looked like. */
  readonly claims: Map<string, number> = new Map<string, number>()
  #unusual: (readonly [value: number, format: string | null])[] = []

  constructor(path: string) {
    this.path = path
  }

  /** Of those that count. */
  get count(): number {
    return this.values.length
  }

  /** Nothing at all was observed. */
  get empty(): boolean {
    return this.values.length === 0 && this.#unusual.length === 0
  }

  observe(value: number, format: string | null): void {
    this.values.push(value)
    if (value === 0) this.zeros++
    if (Number.isInteger(value)) this.whole++
    else this.fractionDigits[Math.min(20, fractionDigits(value))]!++
    const claim = format ?? ''
    this.claims.set(claim, (this.claims.get(claim) ?? 0) + 1)
  }

  /** Of a request that takes far less or far more time than others do: it counts where there are no others. */
  observeUnusual(value: number, format: string | null): void {
    if (this.#unusual.length < mostUnusual) this.#unusual.push([value, format])
  }

  /** To be called before anything is decided. */
  complete(): void {
    if (this.count === 0) for (const [value, format] of this.#unusual) this.observe(value, format)
    this.#unusual = []
  }

  /** The format most values came with; `null` when that is none. */
  format(): string | null {
    let best = ''
    let most = 0
    for (const [name, count] of this.claims) {
      if (count > most) {
        best = name
        most = count
      }
    }
    return best === '' ? null : best
  }
}

const mostUnusual = 1000

function fractionDigits(value: number): number {
  const text = String(value)
  const exponent = text.indexOf('e-')
  if (exponent >= 0)
    return Number(text.slice(exponent + 2)) + text.slice(0, exponent).replace('.', '').length - 1
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}
