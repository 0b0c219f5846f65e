/** The API's description as the edge of this checkout serves it: one is started for it, and stopped. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEdge } from './local-edge.ts'

/** As text, the same for the same routes. */
export async function openApiDocument(): Promise<string> {
  // wrangler.toml names the built dashboard; it need not be built for this.
  await mkdir(join(import.meta.dirname, '..', 'edge', 'dashboard', 'dist'), { recursive: true })
  const state = await mkdtemp(join(tmpdir(), 'attune-openapi-'))
  try {
    // Nobody calls it but this process.
    const secret = crypto.randomUUID()
    const workers = [{ tag: 'a', url: 'http://127.0.0.1:9' }]
    const edge = await openEdge({ host: '127.0.0.1', port: 0, state, workers, secret }, console.error)
    try {
      return await readOpenApi(edge.url)
    } finally {
      await edge.stop()
    }
  } finally {
    await rm(state, { recursive: true, force: true })
  }
}

/** @throws Error where there is none */
export async function readOpenApi(url: string): Promise<string> {
  const response = await fetch(`${url}/openapi.json`)
  if (!response.ok) throw new Error(`${url}/openapi.json was answered with ${response.status}`)
  return `${JSON.stringify(await response.json(), null, 2)}\n`
}
