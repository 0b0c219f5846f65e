/** Which axes an answer is read by, beside those that steer it: what its user says of it is learned from on all of them. */
import { MAX_OBSERVED } from '../../shared/wire/generate.ts'
import type { ObservedAxis, ResolvedEdit } from '../../shared/wire/steering.ts'
import type { ActiveDirection, AxesByName } from './resolve.ts'

/**
 * The project's active directions for this model by which not all choices are steered. Of more than a worker reads, the first
 * by name: the same ones for all of a project's answers, so that what is known of them grows on the same axes. Only those that
 * cost next to nothing to read, a dot product at each of a few layers: where others act, the worker would need another, slower
 * graph for the whole batch, and reading ten layers takes longer than a hundredth of a step.
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
      active?.modelHash === modelHash && !steered.has(axis) && isCheap(active)
        ? [{ axis, version: active.version, direction: active.hash }]
        : [],
    )
    .sort((one, other) => (one.axis < other.axis ? -1 : 1))
    .slice(0, MAX_OBSERVED)
}

const MOST_LAYERS = 4

const isCheap = ({ layers, site = 'residual' }: ActiveDirection): boolean =>
  layers.length <= MOST_LAYERS && site === 'residual'
