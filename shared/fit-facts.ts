/** What is known of fits without any schema, so that the dashboard's page can read it and stay small. */

/** Names in the methods registry (gpu-worker/fitting/methods). */
export const FIT_METHODS = [
  'mean-difference',
  'pca-difference',
  'logistic',
  'ccs',
  'alignez-v1-orthogonal',
  'alignez-v1',
  'alignez-v2',
  'hybrid',
] as const

/** Of these, those that bring an operator of their own. */
export const OPERATOR_METHODS = ['alignez-v1', 'alignez-v2', 'hybrid'] as const

/** Fewer pairs than this are too noisy to fit or to measure on. */
export const MIN_PAIRS = 4
/** Of either pole: two in each of the halves that hold each other out. */
export const MIN_TEXTS = 4
/** Fewer labelled pairs neither orient nor gate a direction. */
export const MIN_ANCHORS = 4
