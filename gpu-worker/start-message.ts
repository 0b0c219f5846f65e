export type StartedModel = {
  id: string
  hash: string
  form: string
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
