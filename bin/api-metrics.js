#!/usr/bin/env node
import { keepMemorySmall } from '../bundle/engine.js'

// Before anything else is loaded, since what has grown does not shrink; and here, since flags in the first line of a
// script are not taken on every system.
keepMemorySmall()

const { main } = await import('../bundle/cli.js')
await main(process)
