/**
 * A repository on Hugging Face, or on a server that speaks the same protocol (`HF_ENDPOINT`); `HF_TOKEN` opens private
 * and gated ones. The server announces the SHA-256 of large files (it is how Git LFS names them), so a file that was
 * damaged on the way is noticed even where nothing is pinned.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { downloadFile, HubApiError, listFiles, modelInfo, pathsInfo } from '@huggingface/hub'
import { watching, writeHashed } from './hashing.ts'
import { type FetchContext, ModelStoreError, type Written } from './source.ts'

export type Repository = { owner: string; name: string; revision: string }

/** The canonical specification of a repository. */
export const repositorySpec = ({ owner, name, revision }: Repository) =>
  `hf:${owner}/${name}${revision === 'main' ? '' : `@${revision}`}`

export type HubFile = {
  /** In the repository. */
  path: string
  bytes: number
  /** As announced; null for small files, which Git LFS does not keep. */
  sha256: string | null
}

/** A download that breaks is continued where it broke, this often. */
const CONTINUATIONS = 3
const PAUSE_MS = 200

export class Hub {
  readonly #repository: Repository
  readonly #env: NodeJS.ProcessEnv
  readonly #url: string
  readonly #token: string | undefined

  constructor(repository: Repository, env: NodeJS.ProcessEnv) {
    this.#repository = repository
    this.#env = env
    this.#url = (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '')
    this.#token = env.HF_TOKEN || undefined
  }

  /** The commit that the revision is at present. */
  async commit(signal?: AbortSignal): Promise<string> {
    const { owner, name, revision } = this.#repository
    const { hubUrl, accessToken, fetch } = this.#request(signal)
    const fields = { additionalFields: ['sha' as const], hubUrl, accessToken, fetch }
    const { sha } = await modelInfo({ ...fields, name: `${owner}/${name}`, revision })
    // It becomes the name of a folder.
    if (!/^[0-9a-f]{40}$/.test(sha)) throw new Error(`${this.#url} names a commit '${sha}', which is none`)
    return sha
  }

  /** The same repository at another revision. */
  at(revision: string): Hub {
    return new Hub({ ...this.#repository, revision }, this.#env)
  }

  /** null when the repository has no such file. */
  async file(path: string, signal?: AbortSignal): Promise<HubFile | null> {
    const [info] = await pathsInfo({ ...this.#request(signal), paths: [path] })
    return info?.type === 'file' ? hubFile(info) : null
  }

  /** All files, in folders too. */
  async files(signal?: AbortSignal): Promise<HubFile[]> {
    const files: HubFile[] = []
    for await (const entry of listFiles({ ...this.#request(signal), recursive: true })) {
      if (entry.type === 'file') files.push(hubFile(entry))
    }
    return files
  }

  /** Of a small file. */
  async text(file: HubFile, signal?: AbortSignal): Promise<string> {
    return (await this.#open(file, signal)).text()
  }

  /** Writes the complete, verified file to `into`. `what` names it in messages. */
  async download(file: HubFile, into: string, context: FetchContext, what: string): Promise<Written> {
    const blob = await this.#open(file, context.signal)
    const { bytes } = file
    const written = await writeHashed(continued(blob, bytes, context.signal), into, watching(context, bytes))
    if (file.sha256 && written.sha256 !== file.sha256) {
      const hashes = `The server announced SHA-256 ${file.sha256}, what arrived has ${written.sha256}`
      throw new ModelStoreError('damaged', `${what} was damaged on the way. ${hashes}. Please start again.`)
    }
    return written
  }

  /** Does `work`, in which `what` is fetched. @throws ModelStoreError, or the signal's reason when aborted */
  async explaining<T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      throw this.#explained(error, what)
    }
  }

  #explained(error: unknown, what: string): unknown {
    if (error instanceof ModelStoreError || (error as NodeJS.ErrnoException)?.syscall) return error
    const { owner, name, revision } = this.#repository
    if (error instanceof HubApiError) {
      const { statusCode: status } = error
      if (status === 401 || status === 403) {
        const remedy = this.#token
          ? `HF_TOKEN does not open it: check the token, and accept the model's terms at ${this.#url}/${owner}/${name}.`
          : 'If it is private or gated, set HF_TOKEN to a token that may read it; otherwise check its name.'
        return new ModelStoreError('denied', `${this.#url} refuses ${what} (${status}). ${remedy}`, error)
      }
      if (status === 404) {
        const missing = `There is no repository '${owner}/${name}' with a revision '${revision}' at ${this.#url}.`
        return new ModelStoreError(
          'not_found',
          `${missing} Check ATTUNE_MODEL, or set HF_TOKEN if it is private.`,
          error,
        )
      }
      return new ModelStoreError('unreachable', `${this.#url} answered ${status} for ${what}: ${error.message}`, error)
    }
    if (error instanceof TypeError && /access token/.test(error.message))
      return new ModelStoreError('denied', "HF_TOKEN is not a Hugging Face token: one begins with 'hf_'.", error)
    return new ModelStoreError(
      'unreachable',
      `${what} could not be fetched from ${this.#url}: ${reason(error)}.`,
      error,
    )
  }

  async #open({ path }: HubFile, signal?: AbortSignal): Promise<Blob> {
    // Plain HTTP rather than Xet's chunks: any mirror speaks it, and it can be continued by a range request.
    const address = path.split('/').map(encodeURIComponent).join('/')
    const blob = await downloadFile({ ...this.#request(signal), path: address, xet: false })
    if (!blob) throw new ModelStoreError('not_found', `'${path}' has gone from ${repositorySpec(this.#repository)}.`)
    return blob
  }

  #request(signal?: AbortSignal) {
    const { owner, name, revision } = this.#repository
    const abortable: typeof fetch = (url, init) => fetch(url, { ...init, signal })
    return { repo: `${owner}/${name}`, revision, hubUrl: this.#url, accessToken: this.#token, fetch: abortable }
  }
}

const hubFile = ({
  path,
  size,
  lfs,
}: {
  path: string
  size: number
  lfs?: { oid: string; size: number }
}): HubFile => ({
  path,
  bytes: lfs?.size ?? size,
  sha256: lfs?.oid ?? null,
})

/** `fetch` says only "fetch failed"; what happened is in the cause. A failed stream is told as a string. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause as (Error & { code?: string }) | undefined
  return cause ? `${error.message} (${cause.code ?? cause.message})` : error.message
}

/** The blob's `size` bytes; when the connection breaks, the rest is asked for by range. */
async function* continued(blob: Blob, size: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  let received = 0
  for (let breaks = 0; received < size; breaks++) {
    if (breaks > 0) await sleep(PAUSE_MS * breaks, undefined, { signal })
    try {
      for await (const chunk of blob.slice(received, blob.size).stream()) {
        received += chunk.byteLength
        if (received > size) break
        yield chunk
      }
      if (received < size) throw new Error(`the connection ended after ${received} of ${size} bytes`)
    } catch (error) {
      if (signal?.aborted || breaks === CONTINUATIONS) throw error
    }
  }
  if (received > size) throw new ModelStoreError('damaged', `The server sent more than the ${size} bytes it announced.`)
}
