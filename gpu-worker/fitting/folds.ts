/** Two folds, so that no pair is measured with a direction that was fitted on its query. */
import { normalised } from '../../shared/normalised.ts'
import { createRng } from '../language/rng.ts'

export const FOLDS = 2

/** The fold of each query in turn; equal queries share one, and the folds hold about as many entries as each other. */
export function foldsByQuery(queries: readonly string[], seed: number): number[] {
  const counts = new Map<string, number>()
  for (const query of queries.map(normalised)) counts.set(query, (counts.get(query) ?? 0) + 1)
  const sizes = new Array<number>(FOLDS).fill(0)
  const foldOf = new Map<string, number>()
  for (const query of createRng(seed).shuffled([...counts.keys()])) {
    const fold = sizes.indexOf(Math.min(...sizes))
    foldOf.set(query, fold)
    sizes[fold]! += counts.get(query)!
  }
  return queries.map((query) => foldOf.get(normalised(query))!)
}
