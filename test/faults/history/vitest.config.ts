import { defineConfig } from 'vitest/config'

/** What history promises, tried on the real program: one after the other, as each measures and kills. */
export default defineConfig({
  test: {
    include: ['test/faults/history/**/*.test.ts'],
    globalSetup: ['test/support/temporary.ts'],
    env: { TZ: 'UTC' },
    fileParallelism: false,
    reporters: ['verbose'],
  },
})
