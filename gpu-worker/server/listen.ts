/** An app on a port of this machine, until it is closed. */
import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import type { Hono } from 'hono'

export type Listener = {
  url: string
  /** Takes no more connections, lets `end` end what runs, and waits until the answers are out. */
  close(end: () => Promise<void>): Promise<void>
}

/** How long a client may take to read the end of its answer. */
const LAST_WORDS_MS = 1_000
const IDLE_CHECK_MS = 20
/** How long a client may take to send its headers, and all of its request: whoever it is. */
const HEADERS_MS = 10_000
const REQUEST_MS = 60_000
/** How often that is looked at. */
const REQUEST_CHECK_MS = 2_000

/** @throws Error that says why the port cannot be had and which setting chooses another. */
export async function listen(app: Hono, host: string, port: number): Promise<Listener> {
  const serverOptions = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: REQUEST_CHECK_MS,
  }
  const server = serve({ fetch: app.fetch, hostname: host, port, serverOptions })
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject)).catch(
    (problem) => {
      throw new Error(whyNot(problem, host, port), { cause: problem })
    },
  )
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async close(end) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      try {
        await end()
      } finally {
        await closeConnections(server, closed)
      }
    },
  }
}

/** A connection that is kept alive does not close by itself when its answer is out. */
async function closeConnections(server: ServerType, closed: Promise<void>): Promise<void> {
  if (!('closeIdleConnections' in server)) return closed
  const whenIdle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
  const atLast = setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS)
  await closed
  clearInterval(whenIdle)
  clearTimeout(atLast)
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use; ATTUNE_WORKER_PORT chooses another`
    case 'EACCES':
      return `this user may not listen on port ${port}; ATTUNE_WORKER_PORT chooses another`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; ATTUNE_WORKER_HOST chooses another`
    default:
      return `cannot listen on port ${port} of ${host}: ${message}`
  }
}
