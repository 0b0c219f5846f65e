/** The methods by name. One is added by writing its file, naming it here and in FIT_METHODS (shared/fit-facts.ts). */
import type { FitMethod } from '../../../shared/wire/fit.ts'
import type { PairStates } from '../pair-states.ts'
import { alignezV1Orthogonal } from './alignez-v1-orthogonal.ts'
import { ccs } from './ccs.ts'
import { logistic } from './logistic.ts'
import { meanDifference } from './mean-difference.ts'
import { pcaDifference } from './pca-difference.ts'

/**
 * A pure function from the pairs' states at one layer to the unit vector [H] that points to the positive pole; zeros
 * when it finds no direction. It must not look at anything else: the same function is fitted again on folds and on
 * pairs with random signs.
 */
export type Method = (states: PairStates) => Float32Array

export const METHODS: Record<FitMethod, Method> = {
  'mean-difference': meanDifference,
  'pca-difference': pcaDifference,
  logistic,
  ccs,
  'alignez-v1-orthogonal': alignezV1Orthogonal,
}

/**
 * What is fitted on pairs with random signs to be a method's control: the method itself, if it needs the labels to find
 * its direction. PCA and CCS need them for its sign only: from turned pairs they give the same direction again, which is
 * no control. Theirs is the mean difference of the turned pairs: made of the same differences, the contrast cancelled.
 */
export const CONTROL_METHODS: Record<FitMethod, Method> = {
  ...METHODS,
  'pca-difference': meanDifference,
  ccs: meanDifference,
}
