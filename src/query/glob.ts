/**
 * A pattern with `*` (any run of characters, `/` included) and `?` (any one), for the whole value and
 * without regard to case. Without either it is looked for anywhere in the value: for a text that must be
 * the whole value there is `=`. Runs in O(pattern × value) at worst and never backtracks further than the
 * last `*`.
 */
export function compileGlob(pattern: string): (value: string) => boolean {
  const lower = pattern.toLowerCase()
  if (!/[*?]/.test(lower)) return value => value.toLowerCase().includes(lower)
  return value => matches(lower, value.toLowerCase())
}

function matches(pattern: string, value: string): boolean {
  let p = 0
  let v = 0
  let star = -1
  let resume = 0
  while (v < value.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = v
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === value[v])) {
      p++
      v++
    } else if (star >= 0) {
      p = star + 1
      v = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
