declare module 'blessed-contrib/lib/widget/donut.js' {
  interface DrawilleCanvas {
    width: number
    height: number
    /** One byte of dots a cell. */
    content: Uint8Array
    /** Escape sequences. */
    colors: (string | null | undefined)[]
  }
  interface DonutOptions {
    width: number
    height: number
    radius: number
    arcWidth: number
    yPadding: number
    remainColor: string
    hidden: boolean
    data: { percent: number; label: string; color: string }[]
  }
  export default class Donut {
    constructor(options: DonutOptions)
    ctx: { _canvas: DrawilleCanvas }
    canvasSize: { width: number; height: number }
    destroy(): void
  }
}
