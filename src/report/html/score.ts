import type { Health } from '../../model/index.ts'
import { noData } from '../../text/index.ts'
import { statusTones } from '../content/health.ts'

const radius = 43
const circumference = 2 * Math.PI * radius

/** The score as a ring; the heading beside it says the same in words. */
export function renderScore({ score, status }: Health): string {
  const filled = Math.round((circumference * (score ?? 0)) / 10) / 10
  const arc =
    score === null || score === 0
      ? ''
      : `<circle class="arc" cx="50" cy="50" r="${radius}" stroke-dasharray="${filled} 1000" transform="rotate(-90 50 50)"/>`
  return `<svg class="ring ${statusTones[status]}" viewBox="0 0 100 100" aria-hidden="true"><circle cx="50" cy="50" r="${radius}"/>${arc}<text x="50" y="61">${score ?? noData}</text></svg>`
}
