/** A fit as the order for another one like it. */
import type { FitSpec, Pair } from '../../../../shared/wire/fit.ts'
import type { Fit, FitOrder } from '../api/types.ts'

/** The same fit, now with anchors. A fit that does not tell what was asked of it is fitted by its axis's own words. */
export function withAnchors({ axis, spec }: Pick<Fit, 'axis' | 'spec'>, anchors: readonly Pair[]): FitOrder {
  if (!spec) return { axis, anchors: [...anchors], activate: 'auto' }
  return { ...orderOfSpec(spec), anchors: [...spec.anchors, ...anchors], activate: 'auto' }
}

function orderOfSpec({ axis: id, positive, negative, ...rest }: FitSpec): FitOrder {
  // A preview is over: what follows it is the fit itself.
  const { preview: _, ...order }: Omit<FitOrder, 'axis'> = rest
  return { ...order, axis: { id, positive, negative } }
}
