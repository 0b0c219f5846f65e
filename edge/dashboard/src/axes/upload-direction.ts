/** Sends a direction's file, or a control vector, as the next version of an axis. */
import type { Api } from '../api/client.ts'
import type { Direction } from '../api/types.ts'

export type Upload = {
  activate: 'auto' | 'always' | 'never'
  /** Of a control vector: the model that it is for, and what it is multiplied by. */
  model?: string
  scale?: number
}

const GGUF = 'GGUF'

export const isControlVector = async (file: Blob): Promise<boolean> => (await file.slice(0, 4).text()) === GGUF

/** A worker converts a control vector, and may be busy. */
const PATIENCE_MS = 120_000

export const uploadDirection = (api: Api, axis: string, file: Blob, query: Upload): Promise<Direction> =>
  // The description has the file as a string, which a generated type takes at its word.
  api.post('/v1/axes/{axis}/directions', {
    path: { axis },
    query,
    body: file,
    headers: { 'content-type': 'application/octet-stream' },
    timeout: PATIENCE_MS,
  } as never) as unknown as Promise<Direction>
