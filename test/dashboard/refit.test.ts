import { describe, expect, it } from 'vitest'
import { withAnchors } from '../../edge/dashboard/src/fits/refit.ts'
import { newFit } from '../../edge/wire/fit.ts'
import { fitSpec } from '../../shared/wire/fit.ts'

const ANCHORS = [1, 2, 3, 4].map((i) => ({ prompt: `Query ${i}?`, chosen: 'O!', rejected: 'Well.' }))

describe('withAnchors', () => {
  it('asks for what was asked for before, with the anchors added', () => {
    const spec = fitSpec.parse({
      axis: 'poetic',
      positive: { name: 'Poetic', description: 'Answer in verse.' },
      negative: { name: 'Prosaic', description: 'Answer in prose.' },
      method: 'logistic',
      queries: ['Why?', 'How?'],
      seed: 9,
    })
    expect(newFit.parse(withAnchors({ axis: 'poetic', spec, activate: 'auto' }, ANCHORS))).toMatchObject({
      axis: { id: 'poetic', positive: spec.positive, negative: spec.negative },
      method: 'logistic',
      queries: ['Why?', 'How?'],
      seed: 9,
      anchors: ANCHORS,
      activate: 'auto',
    })
  })

  it('goes by the axis’s own words where the fit does not tell its own, and activates only what was to be', () => {
    expect(newFit.parse(withAnchors({ axis: 'poetic', spec: null, activate: 'never' }, ANCHORS))).toMatchObject({
      axis: 'poetic',
      anchors: ANCHORS,
      activate: 'never',
    })
  })
})
