const ending = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Runs `work` so that SIGTERM, SIGINT, SIGHUP and SIGQUIT ask it to stop (through the abort signal), and the process
 * then dies by that signal. The second one, or 2 s without an end, kills at once. `restore` is called before
 * any death: it gives the terminal back.
 */
export async function withSignals(
  process: NodeJS.Process,
  restore: () => void,
  work: (stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController()
  let received: NodeJS.Signals | null = null
  const die = (signal: NodeJS.Signals) => {
    restore()
    for (const name of ending) process.removeListener(name, onSignal)
    process.kill(process.pid, signal)
  }
  const onSignal = (signal: NodeJS.Signals) => {
    if (received !== null) {
      die(signal)
      return
    }
    received = signal
    setTimeout(() => die(signal), 2000).unref()
    controller.abort()
  }
  for (const name of ending) process.on(name, onSignal)
  try {
    await work(controller.signal)
  } finally {
    if (received !== null) die(received)
    for (const name of ending) process.removeListener(name, onSignal)
  }
}
