/** How many tests passed, from the JSON that vitest's own `json` reporter writes. */

/** The part of the report that is read. A file that could not be loaded is `failed` and has no results. */
export type TestReport = {
  success: boolean
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

export type TestCount = { passed: number; failed: number; skipped: number }

/**
 * Counts every test once; a file that failed without a failing test (it could not be collected, a hook threw) counts as
 * one failure, and so does a run that failed as a whole although nothing in it did (an error outside any test).
 */
export function countTests(report: TestReport): TestCount {
  const count = { passed: 0, failed: 0, skipped: 0 }
  for (const file of report.testResults) {
    const failedBefore = count.failed
    for (const { status } of file.assertionResults) {
      if (status === 'passed') count.passed++
      else if (status === 'failed') count.failed++
      else count.skipped++
    }
    if (file.status === 'failed' && count.failed === failedBefore) count.failed++
  }
  if (!report.success && count.failed === 0) count.failed++
  return count
}

/** `12 passed, 0 failed`, and what was skipped if anything was. */
export const summary = ({ passed, failed, skipped }: TestCount) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** A run is good if something ran and nothing failed. */
export const isGood = ({ passed, failed }: TestCount) => passed > 0 && failed === 0
