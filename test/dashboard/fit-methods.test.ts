import { describe, expect, it } from 'vitest'
import { EMPTY_DRAFT } from '../../edge/dashboard/src/fits/new-axis/axis-draft.ts'
import { explainedMethod, METHODS } from '../../edge/dashboard/src/fits/new-axis/methods.ts'
import { fitMethod, fitSpec } from '../../shared/wire/fit.ts'

describe('the methods on offer', () => {
  it('are those that the API takes, each explained in words of its own', () => {
    expect(METHODS.map(({ name }) => name)).toEqual(fitMethod.options)
    expect(new Set(METHODS.map(({ explained }) => explained)).size).toBe(METHODS.length)
  })

  it('include one that is newer than the page, with a word on where to read of it', () => {
    expect(explainedMethod('method-of-tomorrow')).toMatch(/documentation/)
  })

  it('begin where the API’s defaults are', () => {
    const pole = { name: 'a', description: 'b' }
    const { method, setting, site, pole_prompt, drop_alike, report, source } = fitSpec.parse({
      axis: 'a',
      positive: pole,
      negative: pole,
    })
    expect(EMPTY_DRAFT).toMatchObject({
      method,
      setting,
      site,
      polePrompt: pole_prompt,
      dropAlike: drop_alike,
      report,
      source,
    })
  })
})
