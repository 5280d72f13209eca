import type { PanelId } from '../types.ts'

/** One band of a column: panels side by side. */
export interface Band {
  readonly panels: readonly PanelId[]
  /** Heights it wants, each with its turn: `3@0 6@2`. Lower turns are served first. */
  readonly wants: string
  /** Share of what is left when all wishes are served. */
  readonly grow?: number
}

interface Wish {
  readonly index: number
  readonly size: number
  readonly turn: number
}

function wishesOf({ wants }: Band, index: number): Wish[] {
  return wants.split(' ').map(wish => {
    const [size, turn] = wish.split('@').map(Number) as [number, number]
    return { index, size, turn }
  })
}

/** Divides `height` rows: the wishes of all bands in turn, then what is left by `grow`. */
export function stack(height: number, bands: readonly Band[]): number[] {
  const rows = bands.map(() => 0)
  let left = height
  const wishes = bands.flatMap(wishesOf)
  wishes.sort((a, b) => a.turn - b.turn)
  for (const { index, size } of wishes) {
    const extra = size - rows[index]!
    if (extra <= 0 || extra > left) continue
    rows[index] = size
    left -= extra
  }
  return spread(rows, bands, left)
}

function spread(rows: number[], bands: readonly Band[], left: number): number[] {
  const growing = bands.map((band, index) => (rows[index]! > 0 ? (band.grow ?? 0) : 0))
  const total = growing.reduce((sum, grow) => sum + grow, 0)
  if (total === 0 || left <= 0) return rows
  let rest = left
  const grown = rows.map((size, index) => {
    const share = Math.floor((left * growing[index]!) / total)
    rest -= share
    return size + share
  })
  grown[growing.indexOf(Math.max(...growing))]! += rest
  return grown
}
