#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// What dies young is then collected 1 MiB at a time instead of 16 MiB. Measured at 100,000 lines a second and in a
// report of a million distinct paths: 30 to 80 MB less, for the same processor time. Before anything else is loaded,
// since what has grown does not shrink; and here, since a flag in the first line is not taken on every system.
setFlagsFromString('--semi-space-growth-factor=1')

const { main } = await import('../bundle/cli.js')
await main(process)
