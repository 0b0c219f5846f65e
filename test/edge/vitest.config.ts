/** The edge's tests run inside workerd, with D1, R2 and Workflows of their own. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const root = join(import.meta.dirname, '../..')

// wrangler.toml names the built dashboard; it need not be built for these tests.
mkdirSync(join(root, 'edge/dashboard/dist'), { recursive: true })

export default defineConfig({
  root,
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: join(root, 'wrangler.toml') },
      miniflare: {
        bindings: {
          MIGRATIONS: await readD1Migrations(join(root, 'schema/migrations')),
          ATTUNE_SECRET: 'a secret that only these tests have',
          LOG_LEVEL: 'off',
          WORKERS: JSON.stringify([
            { tag: 'a', url: 'http://worker-a.test' },
            { tag: 'b', url: 'http://worker-b.test' },
          ]),
        },
      },
    })),
  ],
  test: {
    name: 'edge',
    include: ['test/edge/**/*.test.ts'],
    // Nothing here is about time; what waits takes longer on a machine that does other things too.
    testTimeout: 30_000,
    // What the edge reports to its operator; tests look at answers.
    onConsoleLog: (log) => !log.startsWith('{"request"'),
    setupFiles: ['test/edge/setup.ts'],
  },
})
