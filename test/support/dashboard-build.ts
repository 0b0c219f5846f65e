/** Builds the dashboard into a temporary folder, so that a test never runs against an old build. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '../../edge/dashboard')

export async function buildDashboard(): Promise<{ folder: string; [Symbol.asyncDispose]: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'attune-dashboard-'))
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  })
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
