/** Which directions an answer's axes are made orthogonal over. */
import { ApiError } from '../../shared/errors.ts'
import { MAX_BASIS } from '../../shared/steering/orthogonal-basis.ts'
import type { Basis, Steering } from '../../shared/wire/steering.ts'
import type { AxesByName } from './resolve.ts'

/** Of projects that have not chosen. */
export const DEFAULT_BASIS: Basis = 'raw'

/**
 * The hashes of all active directions for this model, whether the request steers by them or not: what an axis does must
 * not depend on which others are turned up. null: the raw basis, which is also what a project gets whose setting cannot be
 * met because it has more active directions than fit.
 * @throws ApiError 400 where the request itself asks for what cannot be met
 */
export function basisOver(axes: AxesByName, ofProject: Basis, asked: Steering['basis'], modelHash: string) {
  if ((asked ?? ofProject) === 'raw') return null
  const hashes = [...axes.values()].flatMap(({ active }) => (active?.modelHash === modelHash ? [active.hash] : []))
  if (hashes.length <= MAX_BASIS) return hashes.length ? hashes : null
  if (!asked) return null
  throw new ApiError(
    400,
    'too_many_axes',
    `${hashes.length} axes are active, and at most ${MAX_BASIS} can be made orthogonal: turn some off, or use basis 'raw'.`,
    { param: 'steering.basis' },
  )
}
