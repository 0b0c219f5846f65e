/**
 * The projects of tests. They run one after another (groupOrder), because the model and the browser take the whole
 * machine; of the heavy ones, the files do too.
 */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const MINUTE = 60_000

/** One file at a time, with time for a slow machine: nothing in these tests is about speed. */
const heavy = { maxWorkers: 1, fileParallelism: false, testTimeout: 2 * MINUTE, hookTimeout: 5 * MINUTE }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: [
            'test/{bench,cli,store,runtime,model,engine,fitting,evaluation,control-vector,server,shared,learning,dashboard,socket,clients}/**/*.test.ts',
          ],
          exclude: ['**/*.model.test.ts'],
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
          // On two cores vitest takes one by default; much of these files' time is waiting for processes.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 1 },
        },
      },
      { extends: './test/edge/vitest.config.ts', test: { name: 'edge', sequence: { groupOrder: 2 } } },
      {
        test: {
          name: 'model',
          include: ['test/**/*.model.test.ts'],
          globalSetup: 'test/support/obtain-model.ts',
          sequence: { groupOrder: 3 },
          ...heavy,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          globalSetup: 'test/e2e/pair.ts',
          sequence: { groupOrder: 4 },
          ...heavy,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          sequence: { groupOrder: 5 },
          ...heavy,
        },
      },
    ],
  },
})
