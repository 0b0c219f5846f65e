/** Whether answers can be made at all: one that nobody asked for, of a token from the prompt and a token from a step. */
import type { Engine } from './engine.ts'
import { PRIORITY } from './generation.ts'
import { PLAIN_SAMPLING } from './sampler.ts'

const PROJECT = 'probe'

/** @param prompt any tokens @throws EngineError that says why not */
export async function probe(engine: Engine, prompt: readonly number[]): Promise<void> {
  const generation = engine.generate({
    id: PROJECT,
    prompt,
    maxTokens: 2,
    sampling: { ...PLAIN_SAMPLING, temperature: 0 },
    stops: [],
    steering: null,
    priority: PRIORITY.background,
    project: PROJECT,
  })
  await generation.done
}
