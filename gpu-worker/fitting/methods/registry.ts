/** The methods by name. One is added by writing its file, naming it here and in FIT_METHODS (shared/fit-facts.ts). */
import type { OPERATOR_METHODS as OPERATOR_NAMES } from '../../../shared/fit-facts.ts'
import type { FitMethod } from '../../../shared/wire/fit.ts'
import type { PairStates } from '../pair-states.ts'
import { alignezV1 } from './alignez-v1.ts'
import { alignezV1Orthogonal } from './alignez-v1-orthogonal.ts'
import { alignezV2 } from './alignez-v2.ts'
import { ccs } from './ccs.ts'
import { hybrid } from './hybrid.ts'
import { logistic } from './logistic.ts'
import { meanDifference } from './mean-difference.ts'
import type { OperatorMethod } from './operator-method.ts'
import { pcaDifference } from './pca-difference.ts'

/**
 * A pure function from the pairs' states at one layer to the unit vector [H] that points to the positive pole; zeros
 * when it finds no direction. It must not look at anything else: the same function is fitted again on folds and on
 * pairs with random signs.
 */
export type VectorMethod = (states: PairStates) => Float32Array

export type OperatorName = (typeof OPERATOR_NAMES)[number]
export type VectorName = Exclude<FitMethod, OperatorName>

export const VECTOR_METHODS: Record<VectorName, VectorMethod> = {
  'mean-difference': meanDifference,
  'pca-difference': pcaDifference,
  logistic,
  ccs,
  'alignez-v1-orthogonal': alignezV1Orthogonal,
}

export const OPERATOR_METHODS: Record<OperatorName, OperatorMethod> = {
  'alignez-v1': alignezV1,
  'alignez-v2': alignezV2,
  hybrid,
}

/**
 * What is fitted on pairs with random signs to be a method's control: the method itself, if it needs the labels to find
 * its direction. PCA and CCS need them for its sign only: from turned pairs they give the same direction again, which is
 * no control. Theirs is the mean difference of the turned pairs: made of the same differences, the contrast cancelled.
 * Operators are fitted as they are. What alignez-v2 then keeps is its vectors: its control says what their choice is
 * worth, and not they.
 */
export const CONTROL_METHODS: Record<VectorName, VectorMethod> = {
  ...VECTOR_METHODS,
  'pca-difference': meanDifference,
  ccs: meanDifference,
}

export const isOperatorName = (method: FitMethod): method is OperatorName => method in OPERATOR_METHODS
