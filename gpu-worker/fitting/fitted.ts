/** What a method found, and the edit it makes: by a vector at one layer, or by an operator at several. */
import type { Operator } from '../../shared/direction-operator.ts'
import type { Edit, HookEdit } from '../../shared/steering/edit.ts'
import { type Hook, hookAt, type Site } from '../../shared/steering/hook.ts'
import { scaled } from '../language/vector.ts'

/** Plain data: stages keep it. */
export type FittedLayer = {
  layer: number
  /** Mean norm of what lies at the site, over all answers' tokens. */
  norm: number
  /** The unit vector [H] to the positive pole: what a vector adds; what an operator is read by. */
  v: Float32Array
  /** null: the edit adds v. */
  operator: Operator | null
}
export type Fitted = { site: Site; layers: FittedLayer[] }

/**
 * The edit of a signed size: size · norm · v is added, or the coefficients of the sign's pole are multiplied by |size|.
 * What mode `add` makes of the finished direction (composeEdit), before there is one.
 */
export function editOf({ site, layers }: Fitted, size: number): Edit {
  return new Map(
    layers.map(({ layer, norm, v, operator }): [Hook, HookEdit] => {
      const hook = hookAt(site, layer)
      if (!operator) return [hook, { e: scaled(v, size * norm), slots: [] }]
      const factor = Math.abs(size)
      const slots = size === 0 ? [] : operator[size > 0 ? 'positive' : 'negative']
      return [
        hook,
        {
          e: new Float32Array(v.length),
          slots: slots.map((slot) => ({ ...slot, a: factor * slot.a, g: factor * slot.g })),
        },
      ]
    }),
  )
}

/** With the poles the other way round. */
export const turnedRound = ({ site, layers }: Fitted): Fitted => ({
  site,
  layers: layers.map(({ operator, ...at }) => ({
    ...at,
    v: scaled(at.v, -1),
    operator: operator && { positive: operator.negative, negative: operator.positive },
  })),
})
