import { formatTarget, type Target, ThreadedShipper } from '../history/index.ts'
import { keepYoungSmall } from './engine.ts'
import { fleetPassword } from './fleet.ts'
import type { Runtime } from './runtime.ts'

export interface Sending {
  /** @param from the local store, and what this machine is called */
  start(from: { readonly path: string; readonly host: string }): ThreadedShipper
}

/** Sends a local store to a fleet, and says what keeps it from doing so. Throws where the password cannot be read. */
export function sendingTo(runtime: Runtime, target: Target): Sending {
  const password = fleetPassword(runtime)
  return {
    start: from => {
      runtime.say(`sending to ${formatTarget(target)}`)
      return new ThreadedShipper(
        { ...from, target, password },
        {
          clock: runtime.clock,
          onStart: keepYoungSmall,
          onTrouble: error => {
            if (error === null) runtime.say('what was recorded is sent again; nothing was lost')
            else runtime.say(`${error.message}: ${error.place ?? ''}; it is kept here, and sent later`)
          },
        },
      )
    },
  }
}
