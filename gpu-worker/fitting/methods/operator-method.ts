import type { RankSlot } from '../../../shared/steering/slot.ts'
import type { FitSetting } from '../../../shared/wire/fit.ts'
import type { LayerStates } from '../stages/activations.ts'

/** A method whose edit reads the state it changes, at several layers at once. Pure, as vector methods are. */
export type OperatorMethod = {
  /** Where it acts, of all layers' states. */
  layers(states: readonly LayerStates[], signal?: AbortSignal): number[] | Promise<number[]>
  /** What moves states at this layer towards the positive pole, at size 1. */
  slots(states: LayerStates, setting: FitSetting): RankSlot[]
  /** Whether the slots towards the negative pole are these, turned round: else the method is asked with swapped poles. */
  mirrored?: boolean
  /** What calibration tries out, ascending: what coefficients are multiplied by. */
  sizes: readonly number[]
}
