import { ccs } from './ccs.ts'
import { lowestCosine } from './lowest-cosine.ts'
import type { OperatorMethod } from './operator-method.ts'
import { removeThenBoost } from './sequential.ts'
import { svdPole } from './svd-pole.ts'

/**
 * AlignEZ's third variant: the pole's direction by CCS (ccs.ts), the other pole's by SVD (svd-pole.ts); that is removed,
 * then the CCS probe's is boosted (sequential.ts). At MLP outputs, at the layers that alignez-v1 picks.
 */
export const hybrid: OperatorMethod = {
  layers: lowestCosine,
  slots: (states) => removeThenBoost(svdPole(states, 'negative'), Float64Array.from(ccs(states))),
  sizes: [0.25, 0.5, 1],
}
