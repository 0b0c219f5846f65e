/** What an evaluation comes to, in a sentence and its reasons. */
import type { Evaluation } from '../../../../../shared/wire/fit.ts'

/** `open`: nothing speaks against it so far, but not everything was measured. */
export type Verdict = { tone: 'passed' | 'failed' | 'open'; words: string; reasons: string[] }

/** @param running whether the full evaluation is still being made. */
export function verdictOf({ passed, verified, reasons, report }: Evaluation, running: boolean): Verdict {
  // The report may repeat what the quick check said.
  const all = [...new Set([...reasons, ...(report?.reasons ?? [])])]
  const say = (tone: Verdict['tone'], words: string): Verdict => ({ tone, words, reasons: all })
  if (!passed) return say('failed', 'Not passed: it does not steer reliably.')
  if (!report && running) return say('open', 'Can be used already; full evaluation running…')
  if (!report) return say('open', 'Passed the quick check; no full evaluation was made.')
  if (!report.passed) return say('failed', 'Not passed: the full evaluation speaks against it.')
  return verified
    ? say('passed', 'Passed the full evaluation.')
    : say('passed', 'Passed the full evaluation, but no labelled pairs say which pole is which.')
}
