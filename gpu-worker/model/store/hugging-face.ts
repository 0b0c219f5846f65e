/**
 * A model in a Hugging Face repository, or on a server that speaks the same protocol (`HF_ENDPOINT`); `HF_TOKEN` opens
 * private and gated ones. The server announces the SHA-256 of the file (it is how Git LFS names it), so a file that
 * was damaged on the way is noticed even where nothing is pinned.
 */
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { downloadFile, HubApiError, listFiles, pathsInfo } from '@huggingface/hub'
import { watching, writeHashed } from './hashing.ts'
import { ModelStoreError, type RemoteSource } from './source.ts'

export type HuggingFaceFile = { owner: string; name: string; revision: string; path: string }

/** A download that breaks is continued where it broke, this often. */
const CONTINUATIONS = 3
const PAUSE_MS = 200

export function huggingFaceSource(file: HuggingFaceFile, env: NodeJS.ProcessEnv): RemoteSource {
  const { owner, name, revision, path } = file
  const hubUrl = (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '')
  const accessToken = env.HF_TOKEN || undefined
  const describe = () => `hf:${owner}/${name}${revision === 'main' ? '' : `@${revision}`}/${path}`

  return {
    kind: 'remote',
    describe,
    fileName: basename(path),
    async fetch(into, context) {
      const { signal } = context
      const abortable: typeof fetch = (url, init) => fetch(url, { ...init, signal })
      const repository = { repo: `${owner}/${name}`, revision, hubUrl, accessToken, fetch: abortable }
      try {
        const [info] = await pathsInfo({ ...repository, paths: [path] })
        if (info?.type !== 'file') throw await missingFile(repository, path)
        // Plain HTTP rather than Xet's chunks: any mirror speaks it, and it can be continued by a range request.
        const address = path.split('/').map(encodeURIComponent).join('/')
        const blob = await downloadFile({ ...repository, path: address, xet: false })
        if (!blob) throw await missingFile(repository, path)
        const size = info.lfs?.size ?? info.size
        const written = await writeHashed(continued(blob, size, signal), into, watching(context, size))
        if (info.lfs && written.sha256 !== info.lfs.oid) {
          const hashes = `The server announced SHA-256 ${info.lfs.oid}, what arrived has ${written.sha256}`
          throw new ModelStoreError('damaged', `${describe()} was damaged on the way. ${hashes}. Please start again.`)
        }
        return written
      } catch (error) {
        signal?.throwIfAborted()
        throw explained(error)
      }
    },
  }

  function explained(error: unknown): unknown {
    if (error instanceof ModelStoreError || (error as NodeJS.ErrnoException)?.syscall) return error
    if (error instanceof HubApiError) {
      const { statusCode: status } = error
      if (status === 401 || status === 403) {
        const remedy = accessToken
          ? `HF_TOKEN does not open it: check the token, and accept the model's terms at ${hubUrl}/${owner}/${name}.`
          : 'If it is private or gated, set HF_TOKEN to a token that may read it; otherwise check its name.'
        return new ModelStoreError('denied', `${hubUrl} refuses ${describe()} (${status}). ${remedy}`, error)
      }
      if (status === 404) {
        const what = `There is no repository '${owner}/${name}' with a revision '${revision}' at ${hubUrl}.`
        return new ModelStoreError('not_found', `${what} Check ATTUNE_MODEL, or set HF_TOKEN if it is private.`, error)
      }
      return new ModelStoreError(
        'unreachable',
        `${hubUrl} answered ${status} for ${describe()}: ${error.message}`,
        error,
      )
    }
    if (error instanceof TypeError && /access token/.test(error.message))
      return new ModelStoreError('denied', "HF_TOKEN is not a Hugging Face token: one begins with 'hf_'.", error)
    return new ModelStoreError(
      'unreachable',
      `${describe()} could not be fetched from ${hubUrl}: ${reason(error)}.`,
      error,
    )
  }
}

/** `fetch` says only "fetch failed"; what happened is in the cause. A failed stream is told as a string. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause as (Error & { code?: string }) | undefined
  return cause ? `${error.message} (${cause.code ?? cause.message})` : error.message
}

/** The error for a path that is not in the repository, with the models that are. */
async function missingFile(repository: Parameters<typeof listFiles>[0], path: string): Promise<ModelStoreError> {
  const models: string[] = []
  for await (const entry of listFiles({ ...repository, recursive: true }))
    if (/\.gguf$/i.test(entry.path)) models.push(entry.path)
  const has = models.length > 0 ? `Its .gguf files: ${models.slice(0, 30).join(', ')}.` : 'It has no .gguf file at all.'
  return new ModelStoreError('not_found', `The repository '${repository.repo}' has no file '${path}'. ${has}`)
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
