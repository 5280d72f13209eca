import { defineConfig } from 'vitest/config'

const shared = {
  exclude: ['test/faults/**', 'test/long/**', 'test/services/**'],
  testTimeout: 60_000,
  env: { TZ: 'UTC' },
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/temporary.ts', 'test/support/build.ts'],
    // One core would be left free otherwise; on two that is half, while many tests wait for processes they started.
    maxWorkers: '100%',
    projects: [
      // Loading the modules anew for each of a hundred files took a quarter of the run.
      {
        test: {
          ...shared,
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: [...shared.exclude, 'test/instrument/**'],
          isolate: false,
        },
      },
      // The agent is one per process, and hooks the servers of the whole process.
      { test: { ...shared, name: 'instrument', include: ['test/instrument/**/*.test.ts'] } },
    ],
  },
})
