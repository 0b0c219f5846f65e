/** The edge as it runs: in workerd, behind a real port, in front of a fake worker; and requests whose every byte is seen. */
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Edge, startEdge } from '../../cli/edge-process.ts'
import { createProject } from '../../cli/seed.ts'
import { TOY_MODEL } from '../support/fake-worker.ts'
import { type FakeWorkerServer, startFakeWorker } from '../support/fake-worker-server.ts'

// wrangler.toml names the built dashboard; it need not be built for these tests.
mkdirSync(join(import.meta.dirname, '../../edge/dashboard/dist'), { recursive: true })

export const SECRET = 'a secret of these tests, known to nobody else'

export type TestEdge = {
  url: string
  /** The key of a project, with all scopes. */
  key: string
  fake: FakeWorkerServer
  /** What the edge told its operator. */
  log: string[]
  /** The folder that keeps what it has. */
  state: string
  close(): Promise<void>
}

/** @param isSet whether the fake worker stands in the edge's settings; if not, none does */
export async function startTestEdge(isSet = true): Promise<TestEdge> {
  const state = await mkdtemp(join(tmpdir(), 'attune-edge-'))
  const fake = await startFakeWorker(SECRET)
  const log: string[] = []
  const workers = isSet ? [{ tag: 'a', url: fake.url }] : []
  const edge: Edge = await startEdge({
    host: '127.0.0.1',
    port: 0,
    state,
    workers,
    secret: SECRET,
    webhooksToLocalhost: true,
    log: (line) => log.push(line),
  })
  const close = async () => {
    await Promise.all([edge.stop(), fake.close()])
    await rm(state, { recursive: true, force: true })
  }
  try {
    return {
      url: edge.url,
      key: await createProject({ url: edge.url, secret: SECRET, name: 'a test' }),
      fake,
      log,
      state,
      close,
    }
  } catch (problem) {
    await close()
    throw problem
  }
}

/** One exchange on a connection of its own. */
export type Exchange = {
  socket: Socket
  /** All that has come so far: status line, headers, chunks. */
  text(): string
  /** Settles when the connection is closed, with all that came. */
  closed: Promise<string>
}

export function send(url: string, head: string, body: string | Uint8Array = ''): Exchange {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  socket.on('error', () => {})
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(text)))
  socket.write(head)
  socket.write(body)
  return { socket, text: () => text, closed }
}

/** A chat request as its bytes; the connection is closed after it. */
export function ask({ url, key }: TestEdge, fields: object = {}, headers: Record<string, string> = {}): Exchange {
  const body = JSON.stringify({ model: TOY_MODEL, messages: [{ role: 'user', content: 'Hello' }], ...fields })
  return send(url, headOf('POST', '/v1/chat/completions', { ...jsonHeaders(key, body), ...headers }), body)
}

export const jsonHeaders = (key: string, body: string) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(body)),
})

export function headOf(method: string, path: string, headers: Record<string, string>): string {
  const lines = Object.entries({ host: 'edge.test', connection: 'close', ...headers }).map((pair) => pair.join(': '))
  return [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}
