import { describe, expect, it } from 'vitest'
import { healthOf, signsOf } from '../../edge/dashboard/src/axes/health.ts'
import { EVALUATION, REPORT } from '../browser/example-report.ts'
import { axis } from '../browser/fake-edge.ts'

const words = (...given: Parameters<typeof signsOf>) => signsOf(...given).map((sign) => sign.words)

describe('the signs of a version', () => {
  it('are its verification, its gate and its side effects', () => {
    expect(words(true, { ...EVALUATION, report: REPORT })).toEqual(['verified', 'gate passed', '1 of 2 side effects'])
  })

  it('call none clearly worse where no interval says so', () => {
    const side_effects = REPORT.side_effects.slice(0, 1)
    const evaluation = { ...EVALUATION, report: { ...REPORT, side_effects } }
    expect(words(false, evaluation)).toEqual(['unverified', 'gate passed', 'no side effects'])
  })

  it('do not call the gate passed where the report speaks against it, or was not made', () => {
    expect(words(true, { ...EVALUATION, report: { ...REPORT, passed: false } })).toContain('gate not passed')
    expect(words(true, { ...EVALUATION, passed: false })).toContain('gate not passed')
    expect(words(true, EVALUATION)).toEqual(['verified', 'quick check passed'])
    expect(words(false, null)).toEqual(['unverified', 'not evaluated'])
  })

  it('say first of all side effects that it is not safe', () => {
    const report = { ...REPORT, safety: { ...REPORT.safety, passed: false } }
    expect(words(true, { ...EVALUATION, report })).toEqual([
      'verified',
      'gate passed',
      'not safe',
      '1 of 2 side effects',
    ])
  })
})

it('an axis without a direction in force has none to be judged, and says why a refit was not started', () => {
  const refit = {
    cron: null,
    every: 'day',
    on_model_change: false,
    next: 1,
    last_fit: null,
    problem: 'No room.',
  } as const
  const signs = healthOf({ ...axis('formal', 'casual', 'formal'), active: null, refit })
  expect(signs.map((sign) => sign.words)).toEqual(['no direction in force', 'refit not started'])
  expect(signs[1]!.explained).toBe('No room.')
})
