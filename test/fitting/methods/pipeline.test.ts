/** Whole fits with every method, on the model of a few lines. */
import { describe, expect, test } from 'vitest'
import { VECTOR_METHODS } from '../../../gpu-worker/fitting/methods/registry.ts'
import { runFit } from '../../../gpu-worker/pipeline/fit.ts'
import { decodeDirection } from '../../../shared/direction.ts'
import { dot } from '../../../shared/steering/edit.ts'
import { fitSpec } from '../../../shared/wire/fit.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { BRIGHT_POLE, GLOOMY_POLE, tonePairs, toyModel } from '../toy-model.ts'

const MIXED = tonePairs(10, (i) => [1, 4, 5, 6, 8].includes(i))
/** Of sixteen pairs of a dozen words each the mean difference reaches .84; CCS, without their labels, .73. */
const COSINE = 0.7

describe.for(Object.keys(VECTOR_METHODS))('a fit by %s', (method) => {
  const fitted = async (fields: object) => {
    const model = toyModel()
    const spec = fitSpec.parse({
      axis: 'bright',
      positive: BRIGHT_POLE,
      negative: GLOOMY_POLE,
      report: false,
      source: 'given',
      method,
      ...fields,
    })
    const result = await runFit({ id: 'fit', model, directory: temporaryFolder(), spec })
    return { ...result, cosine: dot(result.direction.layers[0]!.v, model.style) }
  }

  test('finds the known direction, passes its gate and names its method in the file', async () => {
    const { bytes, evaluation, cosine } = await fitted({ pairs: tonePairs(16) })
    expect(cosine).toBeGreaterThan(COSINE)
    expect(evaluation.reasons).toEqual([])
    expect(evaluation.passed).toBe(true)
    expect(decodeDirection(bytes).manifest.method).toBe(method)
  })

  test('does not pass on pairs whose labels are random', async () => {
    const { evaluation } = await fitted({ pairs: MIXED })
    expect(evaluation.passed).toBe(false)
  })

  test('is turned round by anchors that say so, and passes on them', async () => {
    const wrong = tonePairs(16, () => false)
    const { evaluation, cosine } = await fitted({ pairs: wrong, anchors: tonePairs(6) })
    expect(cosine).toBeGreaterThan(COSINE)
    expect(evaluation).toMatchObject({ passed: true, verified: true, margin: { on: 'anchors' } })
    expect(evaluation.reasons.join()).toContain('turned the direction round')
  })

  test('gives equal bytes again', async () => {
    const [first, again] = [await fitted({ pairs: tonePairs() }), await fitted({ pairs: tonePairs() })]
    expect(again.hash).toBe(first.hash)
    expect(again.evaluation).toEqual(first.evaluation)
  })
})
