/** What is said and shown of a finished fit. */
import type { FitResult } from '../gpu-worker/pipeline/fit.ts'
import { effectAgainstPerplexity } from '../shared/pictures/effect-against-perplexity.ts'
import { marginByLayer } from '../shared/pictures/margin-by-layer.ts'

/** What stands beside the file for people: its hash, its manifest and what it measured. */
export function fitCard({ hash, direction, evaluation, stages }: FitResult) {
  const notes = Object.fromEntries(stages.map(({ stage, note }) => [stage, note]))
  return { hash, manifest: direction.manifest, evaluation, notes }
}

/** SVGs by name; null where there is nothing to draw. */
export const fitPictures = ({ direction, evaluation }: FitResult): Record<'margin' | 'effect', string | null> => ({
  margin: marginByLayer(evaluation.layers, direction.layers[0]!.layer),
  effect: evaluation.report && effectAgainstPerplexity(evaluation.report.effect, direction.manifest.poles),
})

/** In one line. */
export function fitSummary({ direction, evaluation }: FitResult): string {
  const { positive, negative } = direction.layers[0]!
  const { margin, passed, report } = evaluation
  const layers = direction.layers.map(({ layer }) => layer)
  const where = `layer${layers.length > 1 ? 's' : ''} ${layers.length > 6 ? `${layers[0]} to ${layers.at(-1)}` : layers.join(', ')}`
  const verdict = passed && report?.passed !== false ? 'passed' : 'weak'
  return `${verdict}: ${where}, sizes +${positive} -${negative}, margin ${margin.positive} / ${margin.negative}`
}
