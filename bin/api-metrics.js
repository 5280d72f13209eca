#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// Memory before time: what dies young is collected 1 MiB at a time instead of 16 MiB, and the rest as soon as it has
// grown by 30 % instead of up to fourfold. Measured at 100,000 lines a second: peak 147 MB (72 MB at rest) instead of
// 250 MB, with the dashboard half of what it was, for half as much processor time again. Set before anything else is loaded, since what has grown does not
// shrink; and here, since flags in the first line of a script are not taken on every system.
setFlagsFromString('--semi-space-growth-factor=1')
setFlagsFromString('--heap-growing-percent=30')

const { main } = await import('../bundle/cli.js')
await main(process)
