import { join } from 'node:path'
import { constants } from 'node:vm'
import { parentPort } from 'node:worker_threads'
import { loadScript } from './code-cache.ts'

/** Of the bundled command line, put there by the build. */
declare const bundleHash: string

// A reading thread of the bundle, by the name under which it is started; what it runs lies beside this file.
const { keep } = loadScript(
  {
    path: join(__dirname, 'reading.js'),
    hash: bundleHash,
    kind: 'reading',
    env: process.env,
    resetFlags: () => {},
  },
  require,
  constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
)
// Said after what was loaded has listened: the job is done by then.
parentPort?.once('message', keep)
