/** The fake worker behind a real port, in Node. */
import { serve } from '@hono/node-server'
import { FakeWorker } from './fake-worker.ts'

export type FakeWorkerServer = { worker: FakeWorker; url: string; close: () => Promise<void> }

export function startFakeWorker(secret: string, tag = 'a'): Promise<FakeWorkerServer> {
  const worker = new FakeWorker(secret, tag)
  return new Promise((resolve) => {
    const server = serve({ fetch: worker.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed())
          if ('closeAllConnections' in server) server.closeAllConnections()
        })
      resolve({ worker, url: `http://127.0.0.1:${port}`, close })
    })
  })
}
