#!/usr/bin/env node
// In CommonJS: Node is 4 ms sooner with it than with its loader of modules.
require('../bundle/cli/start.js')
