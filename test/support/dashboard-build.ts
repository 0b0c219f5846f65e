/** Builds the dashboard into a temporary folder, as it is served, so that a test never runs against an old build. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '../../edge/dashboard')

export async function buildDashboard(): Promise<{ folder: string; [Symbol.asyncDispose]: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'attune-dashboard-'))
  // A test runner's NODE_ENV would bring React's development build into the page.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  }).finally(() => {
    process.env.NODE_ENV = NODE_ENV
  })
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
