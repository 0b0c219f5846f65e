/** What the edge's process and the one that started it tell each other, over Node's IPC channel. */
import type { LocalEdgeOptions } from './local-edge.ts'

export type EdgeOrder = { type: 'start'; options: LocalEdgeOptions } | { type: 'start clock' } | { type: 'stop' }

export type EdgeMessage =
  | { type: 'ready'; url: string }
  /** It could not start, in words for the user; the process ends. */
  | { type: 'failed'; message: string }
