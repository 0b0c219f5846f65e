/**
 * A Hugging Face server on localhost, as far as fetching files goes: revision, paths-info, tree, resolve with its redirect to a
 * storage host (another origin, as in reality), byte ranges, Git LFS hashes, 401 and 404.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FakeHub = AsyncDisposable & {
  url: string
  /** `METHOD path` of every request to the API host, in order. */
  requests: string[]
  /** The `Range` header (or 'all') of every download of content; size probes are not counted. */
  downloads: string[]
  /** Their paths. */
  downloaded: string[]
  /** `Authorization` headers that reached the storage host. */
  leaked: string[]
  /** Resolves when the next download of content begins. */
  nextDownload(): Promise<void>
}

export type FakeHubOptions = {
  files: Record<string, Buffer>
  revision?: string
  /** What the revision is at present; files can be asked for by it too. */
  commit?: () => string
  token?: string
  /** Everybody may look at what there is, but fetching files needs the token. */
  gated?: boolean
  /** The storage host sends this instead of the file's own bytes. */
  served?: Buffer
  /** The path of the file that arrives with a byte changed. */
  damaged?: string
  /** The connection is cut after this many bytes of a download; `times` of them (default: all). */
  cut?: { after: number; times?: number; path?: string }
  /** Downloads stop sending after this many bytes, without ending, until `resume` resolves. */
  stall?: { after: number; resume: Promise<void> }
}

/** As Git LFS keeps them. */
const isLarge = (path: string) => /\.(gguf|safetensors)$/.test(path)

export const REPOSITORY = 'owner/tiny'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<[Server, string]> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`]
}

async function close(server: Server) {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

export async function fakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const {
    files,
    revision = 'main',
    commit = () => 'c'.repeat(40),
    token,
    gated = false,
    served,
    damaged,
    cut,
    stall,
  } = options
  const requests: string[] = []
  const downloads: string[] = []
  const downloaded: string[] = []
  const leaked: string[] = []
  let waiting: (() => void)[] = []
  let cuts = cut?.times ?? Number.POSITIVE_INFINITY

  const [storage, storageUrl] = await listen(async (request, response) => {
    if (request.headers.authorization) leaked.push(request.headers.authorization)
    const path = decodeURIComponent(request.url!.slice(1))
    const content = Buffer.from(served ?? files[path])
    if (path === damaged) content[content.length - 1] ^= 1
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
    const start = range ? Number(range[1]) : 0
    const end = range?.[2] ? Number(range[2]) + 1 : content.length
    const body = content.subarray(start, end)
    const headers: Record<string, string> = { etag: `"${sha256(content)}"`, 'content-length': String(body.length) }
    if (range) headers['content-range'] = `bytes ${start}-${end - 1}/${content.length}`
    response.writeHead(range ? 206 : 200, headers)
    if (range?.[0] === 'bytes=0-0') return response.end(body)

    downloads.push(request.headers.range ?? 'all')
    downloaded.push(path)
    for (const resolve of waiting.splice(0)) resolve()
    if (cut && (cut.path ?? path) === path && cuts-- > 0)
      return response.write(body.subarray(0, cut.after), () => response.destroy())
    if (stall) {
      response.write(body.subarray(0, stall.after))
      await stall.resume
      return response.end(body.subarray(stall.after))
    }
    response.end(body)
  })

  const [hub, url] = await listen(async (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    const json = (status: number, value: unknown, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
    const { pathname } = new URL(request.url!, url)
    const isOpen = gated && pathname.startsWith('/api/')
    if (token && !isOpen && request.headers.authorization !== `Bearer ${token}`)
      return json(401, { error: 'Invalid credentials' }, { 'x-error-code': 'GatedRepo' })
    const entry = (path: string) => {
      const size = files[path].length
      const lfs = isLarge(path) && { lfs: { oid: sha256(files[path]), size, pointerSize: 130 } }
      return { type: 'file', path, oid: 'a'.repeat(40), size, ...lfs }
    }
    const asked = [revision, commit()].find((name) => decodeURIComponent(pathname).split('/').includes(name))
    if (pathname === `/api/models/${REPOSITORY}/revision/${revision}`) {
      return json(200, { _id: 'x', id: REPOSITORY, sha: commit(), lastModified: '2026-01-01T00:00:00.000Z' })
    }
    if (pathname === `/api/models/${REPOSITORY}/paths-info/${asked}`) {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
      return json(200, body.paths.filter((path: string) => path in files).map(entry))
    }
    if (pathname === `/api/models/${REPOSITORY}/tree/${asked}`) return json(200, Object.keys(files).map(entry))
    const resolve = `/${REPOSITORY}/resolve/${asked}/`
    const path = decodeURIComponent(pathname.slice(resolve.length))
    if (pathname.startsWith(resolve) && path in files) {
      const location = `${storageUrl}/${encodeURIComponent(path)}`
      return response.writeHead(302, { location, 'x-linked-etag': `"${sha256(files[path])}"` }).end()
    }
    json(404, { error: 'Repository not found' }, { 'x-error-code': 'RepoNotFound' })
  })

  return {
    url,
    requests,
    downloads,
    downloaded,
    leaked,
    nextDownload: () => new Promise((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      waiting = []
      await Promise.all([close(storage), close(hub)])
    },
  }
}
