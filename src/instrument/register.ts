/** `node --import api-metrics/register server.js`: every HTTP server of the process is measured. */
import { processAgent } from './process-agent.ts'

processAgent()?.recordAll()

export { recordCache, setCacheStats } from './cache.ts'
