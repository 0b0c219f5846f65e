/** Which of two versions of an axis a user is steered by, while an experiment runs. */
import { uniformOf } from '../../shared/uniform-of.ts'
import type { ActiveDirection, AxesByName } from './resolve.ts'

/** `share`: of users, for whom the challenger is in force. */
export type RunningExperiment = { id: string; share: number; challenger: ActiveDirection }

export type ExperimentsByAxis = ReadonlyMap<string, RunningExperiment>

/**
 * By the user's name and the experiment alone: the same at each of their requests, wherever it arrives, and another draw in
 * another experiment. Nothing is stored.
 */
export const isChallengers = ({ id, share }: Pick<RunningExperiment, 'id' | 'share'>, user: string): boolean =>
  uniformOf(`${id}\n${user}`) < share

/**
 * The axes as this user's requests are steered by them. Prompts are read by the active version all the same: which of them
 * an axis acts in is not what is compared.
 * @param user null: nobody is named, and gets what is active
 */
export function axesFor(axes: AxesByName, experiments: ExperimentsByAxis, user: string | null): AxesByName {
  if (user === null || experiments.size === 0) return axes
  const theirs = new Map(axes)
  for (const [axis, experiment] of experiments) {
    const known = axes.get(axis)
    if (!known || !isChallengers(experiment, user)) continue
    theirs.set(axis, { ...known, active: experiment.challenger, reader: known.active })
  }
  return theirs
}
