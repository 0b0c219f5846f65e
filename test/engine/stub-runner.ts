/**
 * A runner without a model: every step can be held, looked at and made to fail. Tokens are letters, and each row's next
 * token follows from its last: b after a, and so on, z ending it (token 0).
 */

import { EditArena } from '../../gpu-worker/engine/edit-arena.ts'
import type { DecodeOutput, ModelRunner, StretchOutput, StretchRequest } from '../../gpu-worker/engine/model-runner.ts'
import type { ModelConfig } from '../../gpu-worker/model/config.ts'
import type { Tokenizer } from '../../gpu-worker/model/tokenizer.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { LETTERS, logitsFor } from './fake-generation.ts'

const VOCABULARY = 27
export const HIDDEN = 4

export type Step =
  | { kind: 'stretch'; request: StretchRequest }
  | { kind: 'decode'; ids: readonly number[]; positions: readonly number[] }

export type StubOptions = {
  rows?: number
  capacity?: number
  /** Runs before each step, which waits for it; what it throws is what the step throws. */
  onStep?: (step: Step) => void | Promise<void>
  /** Loads the graph for the first edit; what it throws is why there is none. */
  onPrepare?: () => void | Promise<void>
}

export type Stub = { runner: ModelRunner; steps: Step[]; copies: [number, number, number][]; disposed: () => boolean }

export function stubRunner({
  rows = 4,
  capacity = 1000,
  onStep = () => {},
  onPrepare = () => {},
}: StubOptions = {}): Stub {
  const steps: Step[] = []
  const copies: [number, number, number][] = []
  const edits = new EditArena(rows, 1, HIDDEN)
  let disposed = false
  let ready = false
  const after = (id: number) => logitsFor((id + 1) % VOCABULARY, VOCABULARY)
  const run = async (step: Step) => {
    steps.push(step)
    await onStep(step)
    // A real step lets other things happen.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const runner = {
    config: { vocabulary: VOCABULARY, hidden: HIDDEN } as ModelConfig,
    rows,
    scratchRow: rows,
    edits,
    capacity,
    kv: { copy: (from: number, to: number, tokens: number) => void copies.push([from, to, tokens]) },
    isReady: (edit: Edit | null) => edit === null || ready,
    async prepare() {
      await onPrepare()
      ready = true
    },
    async prepareReading() {},
    async stretch(request: StretchRequest): Promise<StretchOutput> {
      await run({ kind: 'stretch', request })
      const logits = after(request.ids.at(-1)!)
      const logProbs = new Float32Array(request.targets?.length ?? 0)
      return { logits, final: new Float32Array(HIDDEN), logProbs, states: new Map() }
    },
    async decode(ids: readonly number[], positions: readonly number[]): Promise<DecodeOutput> {
      await run({ kind: 'decode', ids, positions })
      const logits = new Float32Array(ids.length * VOCABULARY)
      ids.forEach((id, row) => void logits.set(after(id), row * VOCABULARY))
      return { logits, final: new Float32Array(ids.length * HIDDEN), states: new Map() }
    },
    async [Symbol.asyncDispose]() {
      disposed = true
      edits[Symbol.dispose]()
    },
  }
  return { runner: runner as unknown as ModelRunner, steps, copies, disposed: () => disposed }
}

export const LETTER_TOKENIZER = {
  eosIds: new Set([0]),
  bytesOf: LETTERS.bytesOf,
  isSpecial: () => false,
} as unknown as Tokenizer
