import type { Channel } from './delivery.ts'

/** The terminal's bell, for what begins: that something is over wakes nobody. */
export function bell(ring: () => void): Channel {
  return {
    name: 'bell',
    deliver: async ({ status }) => {
      if (status !== 'resolved') ring()
      return { result: 'done' }
    },
  }
}
