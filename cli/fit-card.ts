/** What is said of a finished fit. */
import type { FitResult } from '../gpu-worker/fitting/fit.ts'

/** What stands beside the file for people: its hash, its manifest and what it measured. */
export function fitCard({ hash, direction, evaluation, stages }: FitResult) {
  const notes = Object.fromEntries(stages.map(({ stage, note }) => [stage, note]))
  return { hash, manifest: direction.manifest, evaluation, notes }
}

/** In one line. */
export function fitSummary({ direction, evaluation }: FitResult): string {
  const { layer, positive, negative } = direction.layers[0]!
  const { margin, passed } = evaluation
  return `${passed ? 'passed' : 'weak'}: layer ${layer}, sizes +${positive} -${negative}, margin ${margin.positive} / ${margin.negative}`
}
