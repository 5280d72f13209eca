/** What decides where the default socket is; taken from the process by whoever may touch it. */
export interface SocketSurroundings {
  /** `XDG_RUNTIME_DIR`, absent or empty where there is none. */
  readonly runtimeDirectory: string | undefined
  /** `os.tmpdir()` */
  readonly temporaryDirectory: string
  /** `process.getuid()`, or the user's name where there are no numbers. */
  readonly user: number | string
}

/** Where `watch` and `collect` listen and instrumented servers push when nobody says otherwise. */
export interface DefaultSocket {
  readonly path: string
  /**
   * Where there is no runtime directory: a directory of mode 0700 that the listener makes. Others may write
   * beside it, so both ends refuse it unless it is the user's own.
   */
  readonly ownDirectory: string | null
}

export function defaultSocket(surroundings: SocketSurroundings): DefaultSocket {
  const { runtimeDirectory, temporaryDirectory, user } = surroundings
  if (runtimeDirectory) return { path: `${runtimeDirectory}/api-metrics.sock`, ownDirectory: null }
  const ownDirectory = `${temporaryDirectory}/api-metrics-${user}`
  return { path: `${ownDirectory}/api-metrics.sock`, ownDirectory }
}
