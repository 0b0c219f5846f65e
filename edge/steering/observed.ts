/** Which axes an answer is read by, beside those that steer it: what its user says of it is learned from on all of them. */
import { MAX_OBSERVED } from '../../shared/wire/generate.ts'
import type { ObservedAxis, ResolvedEdit } from '../../shared/wire/steering.ts'
import type { AxesByName } from './resolve.ts'

/**
 * The project's active directions for this model by which not all choices are steered. Of more than a worker reads, the first by
 * name: the same ones for all of a project's answers, so that what is known of them grows on the same axes.
 */
export function observedBeside(
  axes: AxesByName,
  choices: readonly (readonly ResolvedEdit[])[],
  modelHash: string,
): ObservedAxis[] {
  const [first = [], ...others] = choices.map((edits) => new Set(edits.map(({ axis }) => axis)))
  const steered = others.reduce((common, one) => common.intersection(one), new Set(first))
  return [...axes]
    .flatMap(([axis, { active }]) =>
      active?.modelHash === modelHash && !steered.has(axis)
        ? [{ axis, version: active.version, direction: active.hash }]
        : [],
    )
    .sort((one, other) => (one.axis < other.axis ? -1 : 1))
    .slice(0, MAX_OBSERVED)
}
