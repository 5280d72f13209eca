/**
 * A route template as the log names it, with parameters in one spelling: `{id}`, `[id]`, `<int:id>` and `$id`
 * become `:id`. `null` for what is no path, and for a catch-all (`/static/*`), which hides more than it groups.
 */
export function parseRoute(value: unknown): string | null {
  if (typeof value !== 'string' || value.charCodeAt(0) !== 47 || value.length > 1024) return null
  if (value.includes('*') || value.includes('...') || value.includes('+}')) return null
  return value.includes('{') || value.includes('[') || value.includes('<') || value.includes('$')
    ? value.split('/').map(parameter).join('/')
    : value
}

function parameter(segment: string): string {
  const match = /^(?:\{([^{}:]+)(?::[^{}]*)?\}|\[([^[\]]+)\]|<(?:[^<>:]+:)?([^<>:]+)>|\$(\w+))$/.exec(segment)
  return match === null ? segment : `:${match[1] ?? match[2] ?? match[3] ?? match[4]}`
}
