import { lowestCosine } from './lowest-cosine.ts'
import type { OperatorMethod } from './operator-method.ts'
import { removeThenBoost } from './sequential.ts'
import { svdPole } from './svd-pole.ts'

/**
 * AlignEZ as first published (2024, "Is Free Self-Alignment Possible?", arXiv:2406.03642), at MLP outputs: either pole's
 * first singular vector, not centred (svd-pole.ts); the other pole's is removed, then this pole's is boosted
 * (sequential.ts), whole at setting `published`, in part where that breaks the text at setting `scaled`.
 *
 * Measured on two small models: no effect where it does not break the text, both vectors being nearly the mean state.
 */
export const alignezV1: OperatorMethod = {
  layers: lowestCosine,
  slots: (states) => removeThenBoost(svdPole(states, 'negative'), svdPole(states, 'positive')),
  sizes: [0.25, 0.5, 1],
}
