/** What Cloudflare would be given: how large the bundled Worker is, and how long workerd takes to be ready with it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { gzipSync } from 'node:zlib'
import { bundleEdge } from '../cli/edge-bundle.ts'
import { newMiniflare } from '../cli/miniflare.ts'
import { inRow, type Table } from './harness/figures.ts'
import { summarise } from './harness/statistics.ts'

const ROUNDS = 7
const MIB = 2 ** 20

/** An answer from a module that has been evaluated; what is bound to it is nothing to its start. */
const EMPTY = 'export default { fetch: () => new Response() }'

export async function bundle(): Promise<Table[]> {
  const folder = await mkdtemp(join(tmpdir(), 'attune-bench-'))
  try {
    const script = await bundleEdge(folder, { minify: true, sourcemap: false })
    const code = await readFile(script)
    const empty = join(folder, 'empty.mjs')
    await writeFile(empty, EMPTY)
    const times: Record<'edge' | 'empty', number[]> = { edge: [], empty: [] }
    for (let round = 0; round < ROUNDS; round++) {
      times.empty.push(await timeToReady(folder, empty))
      times.edge.push(await timeToReady(folder, script))
    }
    const added = summarise(times.edge.map((time, i) => time - times.empty[i]!))
    return [
      {
        title: 'The Worker that is deployed',
        rows: 'what',
        note:
          'Bundled and minified by esbuild, as wrangler does. Start-up: from making workerd to the first answer, less the ' +
          `same with an empty Worker, which takes ${summarise(times.empty).value.toFixed(0)} ms; ${ROUNDS} times in turns.`,
        figures: [
          { ...inRow('compressed (gzip)')('value', gzipSync(code).length / MIB, 'MiB', { atMost: 3 }) },
          { ...inRow('as it is')('value', code.length / MIB, 'MiB') },
          { ...inRow('start-up')('value', added.value, 'ms', { atMost: 400 }), range: added.range },
        ],
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function timeToReady(folder: string, script: string): Promise<number> {
  const began = performance.now()
  const miniflare = newMiniflare({
    modules: [{ type: 'ESModule', path: script }],
    modulesRoot: folder,
    compatibilityDate: '2026-10-01',
    compatibilityFlags: ['enable_request_signal'],
  })
  try {
    await (await miniflare.dispatchFetch('http://edge/health')).arrayBuffer()
    return performance.now() - began
  } finally {
    await miniflare.dispose()
  }
}
