/** What workerd itself costs: a Worker that only hands requests on, run as the edge is. */
import { newMiniflare } from '../../cli/miniflare.ts'

export async function startEmptyProxy(upstream: string): Promise<{ url: string; close(): Promise<void> }> {
  const miniflare = newMiniflare({
    modules: true,
    script: `export default {
      fetch: (request) => fetch(${JSON.stringify(upstream)} + new URL(request.url).pathname, request),
    }`,
    compatibilityDate: '2026-10-01',
    host: '127.0.0.1',
    port: 0,
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  })
  const { origin } = await miniflare.unsafeGetDirectURL()
  return { url: origin, close: () => miniflare.dispose() }
}
