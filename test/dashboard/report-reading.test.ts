import { describe, expect, it } from 'vitest'
import { againstPrompt, changeOf, scaleOf, worsened } from '../../edge/dashboard/src/fits/report/reading.ts'
import { verdictOf } from '../../edge/dashboard/src/fits/report/verdict.ts'
import type { Effect, Estimate } from '../../shared/wire/report.ts'
import { EVALUATION, REPORT } from '../browser/example-report.ts'

const about = (value: number, half = 0.1): Estimate => ({ value, low: value - half, high: value + half })
const by = (features: Estimate | null, classifier: Estimate | null = null): Effect => ({ features, classifier })

describe('a verdict', () => {
  it('is the report’s, once the quick check is passed', () => {
    expect(verdictOf({ ...EVALUATION, report: REPORT }, false)).toMatchObject({ tone: 'passed' })
    expect(verdictOf({ ...EVALUATION, report: { ...REPORT, passed: false } }, false)).toMatchObject({ tone: 'failed' })
    expect(verdictOf({ ...EVALUATION, passed: false, report: REPORT }, false)).toMatchObject({ tone: 'failed' })
  })

  it('is open while the report is being made, and where none is', () => {
    expect(verdictOf(EVALUATION, true)).toMatchObject({ tone: 'open', words: expect.stringContaining('used already') })
    expect(verdictOf(EVALUATION, false)).toMatchObject({ tone: 'open', words: expect.stringContaining('no full') })
    expect(verdictOf({ ...EVALUATION, passed: false }, true)).toMatchObject({ tone: 'failed' })
  })

  it('says each reason once, and that nobody said which pole is which', () => {
    const report = { ...REPORT, reasons: ['Weaker towards prosaic.', 'New.'] }
    const { reasons, words } = verdictOf({ ...EVALUATION, verified: false, report }, false)
    expect(reasons).toEqual(['Weaker towards prosaic.', 'New.'])
    expect(words).toContain('no labelled pairs')
  })
})

describe('steered against prompted', () => {
  const clearly = by(about(0.2), about(0.2))
  const compared = (steered: Effect, prompt: Effect, ahead = clearly) =>
    againstPrompt({ perplexity: 4, strength: 0.5, clamped: null, steered, prompt, ahead }, 'formal')

  it('is how many times as far, by text features where there are any', () => {
    expect(compared(by(about(0.5), about(9)), by(about(0.4), about(1)))).toBe('1.3 × as far as a prompt towards formal')
    expect(compared(by(null, about(0.9)), by(null, about(0.3)))).toBe('3.0 × as far as a prompt towards formal')
  })

  it('is about the same where the difference is not clear, either way', () => {
    const near = by(about(0.05))
    expect(compared(by(about(0.5)), by(about(0.4)), near)).toBe('about as far as a prompt towards formal (1.3 ×)')
    expect(compared(by(about(0.2)), by(about(0.4)), by(about(-0.2)))).toBe('0.5 × as far as a prompt towards formal')
  })

  it('is no ratio where either does not clearly move the text', () => {
    expect(compared(by(about(0.5)), by(about(0.05)))).toMatch(/^moves text towards formal, where a prompt does not/)
    expect(compared(by(about(0.05)), by(about(0.5)))).toBe('no clear move towards formal')
    expect(compared(by(about(-0.5)), by(about(-0.5)))).toBe('no clear move towards formal')
  })

  it('is no comparison where no steered text is as fluent as the prompted', () => {
    const read = { perplexity: 3, strength: 0, steered: by(about(0)), prompt: by(about(0.5)), ahead: by(about(-0.5)) }
    expect(againstPrompt({ ...read, clamped: 'plain' }, 'formal')).toMatch(/no fair comparison$/)
  })

  it('is nothing where no measure has both', () => {
    expect(compared(by(about(0.5)), by(null, about(0.5)))).toBeNull()
  })
})

describe('a side effect', () => {
  it.each([
    [about(0.5), 'higher', 'none'],
    [about(0.69), 'higher', 'none'],
    [about(0.75), 'higher', 'better'],
    [about(0.75), 'lower', 'worse'],
    [about(0.25), 'higher', 'worse'],
    [about(0.25), 'neither', 'different'],
  ] as const)('from 0.5 ± 0.1 to %o, %s being better, is %s', (steered, better, change) => {
    expect(changeOf(about(0.5), steered, better)).toBe(change)
  })

  it('counts as worse when it is at either pole', () => {
    const [, instructions] = REPORT.side_effects
    expect(worsened(REPORT.side_effects)).toBe(1)
    expect(worsened([{ ...instructions!, positive: instructions!.negative, negative: instructions!.positive }])).toBe(1)
    expect(worsened([])).toBe(0)
  })
})

describe('a scale', () => {
  it('holds every interval and 0', () => {
    expect(scaleOf([by(about(0.5)), by(null, about(0.25, 0.5))])).toEqual({ low: -0.25, high: 0.75, mark: 0 })
    expect(scaleOf([by(about(0.5))])).toMatchObject({ low: 0, high: 0.6 })
    expect(scaleOf([by(null)])).toBeNull()
  })
})
