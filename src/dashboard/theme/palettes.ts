/** What a colour says; views name roles, never colours. */
export type Role =
  | 'text'
  | 'strong'
  | 'dim'
  | 'frame'
  | 'focus'
  | 'title'
  | 'accent'
  | 'good'
  | 'warn'
  | 'bad'
  | 'p50'
  | 'p95'
  | 'p99'
  | 'volume'
  | 'track'
  | 'class1'
  | 'class2'
  | 'class3'
  | 'class4'
  | 'class5'

/** Foregrounds by role in 256 and in 16 colours; `null` is the terminal's own. */
export interface Palette {
  readonly name: string
  readonly inks: Readonly<Record<Role, readonly [of256: number | null, of16: number | null]>>
  /** Backgrounds with 256 colours; with fewer, reverse video stands in. */
  readonly selected: number
  readonly bar: number
  /** From few to many. */
  readonly heat: readonly number[]
  /** What a saved picture shows for the terminal's own colours. */
  readonly paper: string
  readonly ink: string
}

const dark: Palette = {
  name: 'dark',
  inks: {
    text: [null, null],
    strong: [null, null],
    dim: [246, 8],
    frame: [239, 8],
    focus: [75, 12],
    title: [null, null],
    accent: [75, 12],
    good: [78, 10],
    warn: [221, 11],
    bad: [203, 9],
    p50: [73, 6],
    p95: [111, 12],
    p99: [176, 13],
    volume: [67, 12],
    track: [237, 8],
    class1: [246, 8],
    class2: [72, 10],
    class3: [67, 12],
    class4: [221, 11],
    class5: [203, 9],
  },
  selected: 237,
  bar: 235,
  heat: [238, 24, 67, 110, 153],
  paper: '#16181d',
  ink: '#d0d0d0',
}

const light: Palette = {
  name: 'light',
  inks: {
    text: [null, null],
    strong: [null, null],
    dim: [242, 8],
    frame: [250, 7],
    focus: [26, 4],
    title: [null, null],
    accent: [26, 4],
    good: [28, 2],
    warn: [130, 3],
    bad: [160, 1],
    p50: [30, 6],
    p95: [26, 4],
    p99: [127, 5],
    volume: [67, 4],
    track: [253, 7],
    class1: [242, 8],
    class2: [65, 2],
    class3: [67, 4],
    class4: [130, 3],
    class5: [160, 1],
  },
  selected: 254,
  bar: 254,
  heat: [254, 153, 110, 67, 25, 17],
  paper: '#ffffff',
  ink: '#262626',
}

/** After Okabe and Ito, "Color Universal Design" (2008): blue for good, vermilion for bad, yellow between. */
const colourBlind: Palette = {
  ...dark,
  name: 'colour-blind',
  inks: {
    ...dark.inks,
    good: [74, 14],
    warn: [227, 11],
    bad: [202, 9],
    p50: [74, 14],
    p95: [36, 12],
    p99: [175, 13],
    class2: [74, 14],
    class3: [246, 8],
    class4: [227, 11],
    class5: [202, 9],
  },
  heat: [238, 24, 67, 110, 153],
}

const colourBlindLight: Palette = {
  ...light,
  name: 'colour-blind-light',
  inks: {
    ...light.inks,
    good: [25, 4],
    warn: [136, 3],
    bad: [166, 1],
    p50: [25, 4],
    p95: [29, 6],
    p99: [132, 5],
    class2: [25, 4],
    class3: [242, 8],
    class4: [136, 3],
    class5: [166, 1],
  },
}

export const palettes: readonly Palette[] = [dark, light, colourBlind, colourBlindLight]
