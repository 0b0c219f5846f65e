/** What an experiment has come to, in a sentence. */
import type { Experiment, ExperimentWithStatistics } from '../../api/types.ts'
import { signed } from '../../ui/format.ts'

const REASONS: Record<NonNullable<Experiment['reason']>, string> = {
  stopped: 'Stopped by hand: the active version was kept.',
  promoted: 'Ended by putting the challenger in force.',
  decided: 'Ended by its verdict: the active version was kept.',
  version_activated: 'Ended because another version was activated.',
  version_deleted: 'Ended because the challenger was deleted.',
  axis_deleted: 'Ended because the axis was deleted.',
}

export const endWords = ({ reason }: Pick<Experiment, 'reason'>): string | null => reason && REASONS[reason]

const points = (share: number): string => signed(100 * share, 0)

export function verdictWords({ active, challenger, statistics }: ExperimentWithStatistics): string {
  const { verdict, difference } = statistics
  if (!difference) return 'Nobody can be compared yet: a user counts with three signals, or a day after the first.'
  const by = `${points(difference.value)} points (${points(difference.low)} … ${points(difference.high)})`
  switch (verdict) {
    case 'challenger':
      return `Version ${challenger} is approved of more: ${by}.`
    case 'active':
      return `Version ${active}, the active one, is approved of more: the challenger is at ${by}.`
    case 'undecided':
      return `Not decided yet: version ${challenger} is at ${by} against version ${active}. There may be no difference.`
  }
}
