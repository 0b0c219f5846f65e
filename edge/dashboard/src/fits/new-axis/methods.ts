/** The methods that a fit can be made with, in a line each. */
import { FIT_METHODS } from '../../../../../shared/fit-facts.ts'
import type { FitMethod } from '../../../../../shared/wire/fit.ts'

const EXPLAINED: Record<string, string> = {
  'mean-difference': 'From the mean of one pole’s answers to the other’s. Steadiest here.',
  'pca-difference': 'Along the line on which the pairs differ most (RepE).',
  logistic: 'The line that tells the answers of each pair apart (a linear probe).',
  ccs: 'A probe that contradicts itself on no pair; labels only give its sign (CCS).',
  'alignez-v1': 'AlignEZ as published: boosts one pole’s main direction, removes the other’s.',
  'alignez-v1-orthogonal': 'AlignEZ’s two directions, without what they share.',
  'alignez-v2': 'AlignEZ’s second version: several directions, chosen anew for each prompt.',
  hybrid: 'AlignEZ’s hybrid: a probe (CCS) for the positive pole, the main direction for the negative.',
}

export const METHODS: { name: FitMethod; explained: string }[] = FIT_METHODS.map((name) => ({
  name,
  explained: explainedMethod(name),
}))

/** A method that is newer than this page is offered too. */
export function explainedMethod(name: string): string {
  return EXPLAINED[name] ?? 'Described in the API’s documentation.'
}

/** Methods that come with coefficients, as their papers have them. */
const PUBLISHED: readonly FitMethod[] = ['alignez-v1', 'alignez-v2', 'hybrid']

export const isPublished = (method: FitMethod): boolean => PUBLISHED.includes(method)
