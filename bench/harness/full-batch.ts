/** A batch that stays full: so many answers written at once through the whole engine, timed in blocks of steps. */
import { type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { PLAIN_SAMPLING } from '../../gpu-worker/engine/sampler.ts'
import { neverEnd, proseTokens } from './model.ts'

export type Block = {
  steps: number
  seconds: number
  /** Of those, inside the graph; the rest is the host's. */
  graphSeconds: number
}

export type FullBatch = {
  rows: number
  promptTokens: number
  sampling: Partial<GenerationRequest['sampling']>
  /** Of each row; none where it is not given. */
  steering?: (row: number) => GenerationRequest['steering']
  /** Of all rows; one under which answers do not end. */
  grammar?: GenerationRequest['grammar']
  blocks: number
  steps: number
  /** Called between two steps, before block `index` begins; the first step after it is not counted. */
  onBlock?: (index: number) => void
}

export const GREEDY: GenerationRequest['sampling'] = { ...PLAIN_SAMPLING, temperature: 0 }

/** Runs `blocks` blocks of `steps` decode steps with all rows busy. */
export async function runFullBatch(model: OpenModel, batch: FullBatch): Promise<Block[]> {
  const { engine } = model
  neverEnd(model)
  const blocks: Block[] = []
  let prepared = 0
  let began: { steps: number; graph: number; at: number } | null = null
  const stop = new AbortController()

  /** Runs after the last row of a step was sampled. */
  const onStep = () => {
    if (stop.signal.aborted || engine.stats.running < batch.rows) return
    const { decodeSteps, decodeSeconds } = engine.stats
    const now = performance.now()
    if (began && decodeSteps - began.steps >= batch.steps) {
      blocks.push({
        steps: decodeSteps - began.steps,
        seconds: (now - began.at) / 1000,
        graphSeconds: decodeSeconds - began.graph,
      })
      began = null
      if (blocks.length === batch.blocks) return stop.abort()
    }
    if (began) return
    if (prepared > blocks.length) {
      began = { steps: decodeSteps, graph: decodeSeconds, at: now }
    } else {
      batch.onBlock?.(prepared)
      prepared++
    }
  }

  const generations = Array.from({ length: batch.rows }, (_, row) =>
    engine.generate({
      id: `bench-${row}`,
      prompt: proseTokens(model, batch.promptTokens, row),
      maxTokens: Number.POSITIVE_INFINITY,
      sampling: { ...GREEDY, ...batch.sampling, seed: row },
      stops: [],
      grammar: batch.grammar,
      steering: batch.steering?.(row) ?? null,
      priority: PRIORITY.interactive,
      project: 'p',
      signal: stop.signal,
      onText: row === batch.rows - 1 ? onStep : undefined,
    }),
  )
  for (const { done } of generations) {
    await done.catch((problem) => {
      if (!stop.signal.aborted) throw problem
    })
  }
  // The step that the abort came in goes on.
  await engine.runner.idle()
  if (blocks.length < batch.blocks) {
    throw new Error(`the answers ended after ${blocks.length} of ${batch.blocks} blocks: the context is too short`)
  }
  return blocks
}

export const msPerStep = ({ seconds, steps }: Block): number => (1000 * seconds) / steps
export const hostMsPerStep = ({ seconds, graphSeconds, steps }: Block): number =>
  (1000 * (seconds - graphSeconds)) / steps
