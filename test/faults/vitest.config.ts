import { defineConfig } from 'vitest/config'

/** One scenario after the other: they measure time and memory, and start programs of their own. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/support/temporary.ts'],
    env: { TZ: 'UTC' },
    fileParallelism: false,
    reporters: ['verbose'],
  },
})
