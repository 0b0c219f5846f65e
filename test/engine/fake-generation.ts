/** Generations that run on no model, for tests of what only decides about them. */
import { Generation, type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { PLAIN_SAMPLING, type SamplerOptions } from '../../gpu-worker/engine/sampler.ts'

export const GREEDY: SamplerOptions = { ...PLAIN_SAMPLING, temperature: 0, seed: 1 }

export function generationOf(request: Partial<GenerationRequest> = {}): Generation {
  return new Generation({
    id: 'g',
    prompt: [1, 2, 3],
    maxTokens: 100,
    sampling: GREEDY,
    stops: [],
    steering: null,
    priority: PRIORITY.interactive,
    project: 'p',
    ...request,
  })
}

/** A vocabulary whose token 0 ends and whose other tokens are letters: 1 is 'a'. */
export const LETTERS = {
  isEnd: (id: number) => id === 0,
  bytesOf: (id: number) => Uint8Array.of(0x60 + id),
  spellingOf: (id: number) => Uint8Array.of(0x60 + id),
}

/** Logits whose largest is this token's. */
export const logitsFor = (token: number, vocabulary = 27) =>
  Float32Array.from({ length: vocabulary }, (_, id) => (id === token ? 1 : 0))
