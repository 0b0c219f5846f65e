/** Whether an axis, or a version of one, can be relied on: what was measured of it, in a few words each. */
import type { Evaluation } from '../../../../shared/wire/fit.ts'
import type { Axis } from '../api/types.ts'
import { worsened } from '../fits/report/reading.ts'

export type Sign = { words: string; tone: 'good' | 'bad' | 'open'; explained: string }

export function healthOf({ active, refit }: Pick<Axis, 'active' | 'refit'>): Sign[] {
  const signs: Sign[] = active
    ? signsOf(active.verified, active.evaluation)
    : [
        {
          words: 'no direction in force',
          tone: 'open',
          explained: 'Nothing is steered by it until a version is activated.',
        },
      ]
  if (refit?.problem) signs.push({ words: 'refit not started', tone: 'bad', explained: refit.problem })
  return signs
}

export function signsOf(verified: boolean, evaluation: Evaluation | null): Sign[] {
  const verification: Sign = verified
    ? { words: 'verified', tone: 'good', explained: 'Labelled pairs confirm which pole is which.' }
    : { words: 'unverified', tone: 'open', explained: 'No labelled pairs confirmed which pole is which.' }
  return [verification, gateOf(evaluation), ...sideEffectsOf(evaluation)]
}

function gateOf(evaluation: Evaluation | null): Sign {
  if (!evaluation) return { words: 'not evaluated', tone: 'open', explained: 'Nobody has measured what it does.' }
  const passed = evaluation.passed && evaluation.report?.passed !== false
  if (!passed) return { words: 'gate not passed', tone: 'bad', explained: 'Its evaluation speaks against it.' }
  return evaluation.report
    ? { words: 'gate passed', tone: 'good', explained: 'It passed the quick check and the full evaluation.' }
    : { words: 'quick check passed', tone: 'open', explained: 'No full evaluation was made.' }
}

function sideEffectsOf(evaluation: Evaluation | null): Sign[] {
  const report = evaluation?.report
  if (!report) return []
  const worse = worsened(report.side_effects)
  const unsafe: Sign[] = report.safety.passed
    ? []
    : [{ words: 'not safe', tone: 'bad', explained: 'Steered, it refuses less of what should be refused.' }]
  if (report.side_effects.length === 0) return unsafe
  const effects: Sign = worse
    ? {
        words: `${worse} of ${report.side_effects.length} side effects`,
        tone: 'bad',
        explained: 'Measures of general ability that are clearly worse at one of the poles.',
      }
    : {
        words: 'no side effects',
        tone: 'good',
        explained: `None of ${report.side_effects.length} measures of general ability is clearly worse.`,
      }
  return [...unsafe, effects]
}
