/** A fit as the order for another one like it. */
import type { Pair } from '../../../../shared/wire/fit.ts'
import type { Fit, FitOrder } from '../api/types.ts'

/** The same fit, now with anchors. A fit that does not tell what was asked of it is fitted by its axis's own words. */
export function withAnchors(fit: Pick<Fit, 'axis' | 'spec' | 'activate'>, anchors: readonly Pair[]): FitOrder {
  const { axis, spec, activate } = fit
  if (!spec) return { axis, anchors: [...anchors], activate }
  const { axis: id, positive, negative, ...rest } = spec
  return { ...rest, axis: { id, positive, negative }, anchors: [...spec.anchors, ...anchors], activate }
}
