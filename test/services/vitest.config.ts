import { defineConfig } from 'vitest/config'

/** Tests that need something a fresh machine does not have: a browser, a database server, web frameworks. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/services/**/*.test.ts'],
    globalSetup: ['test/support/temporary.ts', 'test/support/build.ts', 'test/support/examples.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC' },
  },
})
