import type { Exposition } from './write.ts'

/** OpenMetrics for whoever prefers it, by RFC 9110 §12.5.1; Prometheus' own text for everyone else. */
export function formatFor(accept: string | undefined): Exposition {
  let openMetrics = 0
  let plain = 0
  for (const part of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = part.split(';').map(each => each.trim().toLowerCase())
    const quality = parameters.find(each => each.startsWith('q='))
    const q = quality === undefined ? 1 : Number(quality.slice(2))
    if (!(q > 0)) continue
    const version = parameters.find(each => each.startsWith('version='))?.slice('version='.length)
    if (type === 'application/openmetrics-text' && (version ?? '1.0.0') === '1.0.0')
      openMetrics = Math.max(openMetrics, q)
    else if (['text/plain', 'text/*', '*/*'].includes(type)) plain = Math.max(plain, q)
  }
  return openMetrics > 0 && openMetrics >= plain ? 'openmetrics' : 'prometheus'
}
