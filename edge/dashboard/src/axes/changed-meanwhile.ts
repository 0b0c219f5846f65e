/** A change that was refused because somebody else made one first, in the words of a page. */
import { Problem } from '../api/problem.ts'

export const isChangedMeanwhile = (thrown: unknown): thrown is Problem =>
  thrown instanceof Problem && thrown.status === 412

/** As it is, for whatever else. */
export const inWords = (thrown: unknown): unknown =>
  isChangedMeanwhile(thrown)
    ? new Problem('refused', 'Somebody changed this axis meanwhile. Nothing was done: what you see now is how it is.', {
        status: 412,
      })
    : thrown
