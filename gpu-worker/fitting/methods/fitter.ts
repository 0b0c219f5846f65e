/** A method by its name → what it does with the states of layers: the one place that tells vectors from operators. */
import { mirror } from '../../../shared/direction-operator.ts'
import type { Site } from '../../../shared/steering/hook.ts'
import type { FitMethod, FitSetting } from '../../../shared/wire/fit.ts'
import { isZero } from '../../language/vector.ts'
import type { FittedLayer } from '../fitted.ts'
import { swapped } from '../pair-states.ts'
import type { LayerStates } from '../stages/activations.ts'
import { meanDifference } from './mean-difference.ts'
import { CONTROL_METHODS, isOperatorName, OPERATOR_METHODS, VECTOR_METHODS } from './registry.ts'

export type MethodChoice = { method: FitMethod; setting: FitSetting; site: Site }

/** Residual stream for vectors, where they measured best; MLP outputs for AlignEZ's operators, which are made for them. */
export const usualSite = (method: FitMethod): Site => (isOperatorName(method) ? 'mlp' : 'residual')

/** Relative to the norm of what lies at the site. The largest is the cap on a user's summed edit. */
const VECTOR_SIZES = [0.1, 0.2, 0.25]
/** A size that moves a working direction and breaks no text: for comparing layers. */
const VECTOR_TRIAL = 0.15

/** What calibration tries, with both signs, and the size at which layers are compared. */
export function sizesOf({ method, setting }: Omit<MethodChoice, 'site'>): { sizes: readonly number[]; trial: number } {
  if (!isOperatorName(method)) return { sizes: VECTOR_SIZES, trial: VECTOR_TRIAL }
  if (setting === 'published') return { sizes: [1], trial: 1 }
  const { sizes } = OPERATOR_METHODS[method]
  return { sizes, trial: sizes[1]! }
}

/** Which layers go together: a vector acts at one layer, so each is a candidate; an operator acts at several at once. */
export async function candidateGroups(
  method: FitMethod,
  states: LayerStates[],
  chosen: boolean,
  signal?: AbortSignal,
): Promise<LayerStates[][]> {
  if (!isOperatorName(method)) return states.map((at) => [at])
  if (chosen) return [states]
  const layers = new Set(await OPERATOR_METHODS[method].layers(states, signal))
  return [states.filter(({ layer }) => layers.has(layer))]
}

/** null where the poles do not differ. `control`: what stands in for the method. */
export function fitLayer({ method, setting }: MethodChoice, states: LayerStates, control = false): FittedLayer | null {
  const { layer, norm } = states
  if (!isOperatorName(method)) {
    const v = (control ? CONTROL_METHODS : VECTOR_METHODS)[method](states)
    return isZero(v) ? null : { layer, norm, v, operator: null }
  }
  const v = meanDifference(states)
  if (isZero(v)) return null
  const { slots, mirrored } = OPERATOR_METHODS[method]
  const positive = slots(states, setting)
  const negative = mirrored ? positive.map(mirror) : slots({ ...states, ...swapped(states) }, setting)
  const operator = { positive, negative }
  return { layer, norm, v, operator }
}
