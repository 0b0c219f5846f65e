export type StartedModel = {
  id: string
  hash: string
  form: string
  /** Whether an answer does not depend on what runs beside it, to the last bit (engine/row-exactness.ts). */
  rowExact: boolean
  /** The most MiB that keys and values of answers, and of kept prompts, will take. */
  memory: { answers: number; prompts: number }
}

/** What a worker's process tells the process that started it, in this order, over Node's IPC channel. */
export type StartMessage =
  /** Obtaining the model: bytes, of how many, what is being done. */
  | { type: 'model'; bytes: number; total: number | null; text: string }
  /** The model's file is there; its graphs are being built (the first time) and loaded. */
  | { type: 'loading'; done: number; total: number | null; text: string }
  | { type: 'ready'; url: string; model: StartedModel }
  /** It could not start, in words for the user; the process ends. */
  | { type: 'failed'; message: string }

/** What a person is told where `rowExact` is false. */
export const NOT_ROW_EXACT =
  'Not row-exact: with this form of weights on this machine, what runs beside an answer may change its last bits, and so, ' +
  'at times, a word.'
