/** The methods by name. One is added by writing its file, naming it here and in `fitMethod` (shared/wire/fit.ts). */
import type { FitMethod } from '../../../shared/wire/fit.ts'
import type { PairStates } from '../pair-states.ts'
import { meanDifference } from './mean-difference.ts'

/**
 * A pure function from the pairs' states at one layer to the unit vector [H] that points to the positive pole; zeros
 * when it finds no direction. It must not look at anything else: the same function is fitted again on folds and on
 * pairs with random signs.
 */
export type Method = (states: PairStates) => Float32Array

export const METHODS: Record<FitMethod, Method> = {
  'mean-difference': meanDifference,
}
