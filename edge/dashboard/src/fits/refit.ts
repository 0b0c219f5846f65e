/** A fit as the order for another one like it. */
import type { Pair } from '../../../../shared/wire/fit.ts'
import type { Fit, FitOrder } from '../api/types.ts'

type Asked = Pick<Fit, 'axis' | 'spec' | 'activate'>

/** The same fit, now with anchors. A fit that does not tell what was asked of it is fitted by its axis's own words. */
export function withAnchors(fit: Asked, anchors: readonly Pair[]): FitOrder {
  const { axis, spec, activate } = fit
  if (!spec) return { axis, anchors: [...anchors], activate }
  const { axis: id, positive, negative, ...rest } = spec
  return { ...rest, axis: { id, positive, negative }, anchors: [...spec.anchors, ...anchors], activate }
}

/** The same fit once more. */
export const orderAgain = (fit: Asked): FitOrder => withAnchors(fit, [])
