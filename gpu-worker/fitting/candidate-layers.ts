/** The layers whose states a fit reads. */
import type { FitSpec } from '../../shared/wire/fit.ts'
import { isOperatorName } from './methods/registry.ts'

/** Shares of the depth: of 30 layers, those after which 16, 20 and 24 blocks have run (indices 16, 20, 24). */
const DEPTHS = [0.53, 0.67, 0.8]

/** Those the admin names; else, for a vector, a few on the plateau; for an operator all, of which it takes its own. */
export function candidateLayers({ layers, method }: Pick<FitSpec, 'layers' | 'method'>, depth: number): number[] {
  const usual = isOperatorName(method)
    ? Array.from({ length: depth }, (_, layer) => layer)
    : DEPTHS.map((share) => Math.min(depth - 1, Math.round(share * depth)))
  return [...new Set(layers.length ? layers : usual)].sort((a, b) => a - b)
}
