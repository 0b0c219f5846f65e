/** The Cloudflare Worker as one module. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

/** Names only: the bundle keeps them as imports, workerd provides them. */
const PROVIDED = ['cloudflare:*', 'node:*']

/** Returns its path. */
export async function bundleEdge(
  folder: string,
  options: Pick<BuildOptions, 'minify' | 'sourcemap'> = { sourcemap: 'inline' },
): Promise<string> {
  const outfile = join(folder, 'worker.mjs')
  await mkdir(folder, { recursive: true })
  await build({
    entryPoints: [join(import.meta.dirname, '..', 'edge', 'index.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: PROVIDED,
    logLevel: 'silent',
    ...options,
  })
  return outfile
}
