import { expect, test } from 'vitest'
import { countTests, isGood, summary, type TestReport } from '../../cli/test-count.ts'

const file = (status: string, ...results: string[]) => ({
  status,
  assertionResults: results.map((status) => ({ status })),
})
const report = (success: boolean, ...testResults: TestReport['testResults']): TestReport => ({ success, testResults })

test('tests of all files are counted', () => {
  const count = countTests(
    report(true, file('passed', 'passed', 'passed'), file('passed', 'passed', 'skipped', 'todo')),
  )
  expect(count).toEqual({ passed: 3, failed: 0, skipped: 2 })
  expect(summary(count)).toBe('3 passed, 0 failed, 2 skipped')
  expect(isGood(count)).toBe(true)
})

test('failed tests are counted once, not again for their file', () => {
  const count = countTests(report(false, file('failed', 'passed', 'failed', 'failed'), file('passed', 'passed')))
  expect(count).toEqual({ passed: 2, failed: 2, skipped: 0 })
  expect(summary(count)).toBe('2 passed, 2 failed')
  expect(isGood(count)).toBe(false)
})

test('a file that could not be loaded, or whose hook failed, is a failure', () => {
  expect(countTests(report(false, file('failed'), file('passed', 'passed')))).toMatchObject({ passed: 1, failed: 1 })
  expect(countTests(report(false, file('failed', 'passed', 'skipped')))).toMatchObject({ passed: 1, failed: 1 })
})

test('a run that failed outside of any test is a failure', () => {
  expect(countTests(report(false, file('passed', 'passed')))).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a run of nothing is not good', () => {
  expect(isGood(countTests(report(true)))).toBe(false)
  expect(isGood(countTests(report(true, file('passed', 'skipped'))))).toBe(false)
})
