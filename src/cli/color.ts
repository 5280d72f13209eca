export type ColorChoice = 'auto' | 'always' | 'never'

/** `--color` beats NO_COLOR beats FORCE_COLOR beats what the stream is (https://no-color.org). */
export function usesColor(choice: ColorChoice, env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (choice !== 'auto') return choice === 'always'
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}

/** How many colours the terminal can show. */
export function colorDepth(choice: ColorChoice, env: NodeJS.ProcessEnv): 0 | 16 | 256 {
  if (!usesColor(choice, env, true)) return 0
  const { TERM = '', COLORTERM = '' } = env
  if (
    COLORTERM === 'truecolor' ||
    COLORTERM === '24bit' ||
    /256|kitty|alacritty|ghostty|foot|wezterm/.test(TERM)
  )
    return 256
  return 16
}
