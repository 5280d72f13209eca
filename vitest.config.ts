import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/faults/**', 'test/long/**', 'test/services/**'],
    globalSetup: ['test/support/build.ts'],
    testTimeout: 60_000,
    env: { TZ: 'UTC' },
  },
})
