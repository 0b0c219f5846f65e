/** What a fit does with the options of its pairs: whole fits on the model of a few lines. */
import { describe, expect, test } from 'vitest'
import { MOST_ROWS } from '../../gpu-worker/fitting/bundles.ts'
import { centredCosines } from '../../gpu-worker/fitting/embedding-likeness.ts'
import { runFit } from '../../gpu-worker/pipeline/fit.ts'
import { dot } from '../../shared/steering/edit.ts'
import { fitSpec } from '../../shared/wire/fit.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { BRIGHT_POLE, GLOOMY_POLE, type ToyModel, tonePairs, toyModel } from './toy-model.ts'

const fitted = (fields: object, model: ToyModel = toyModel()) =>
  runFit({
    id: 'fit',
    model,
    directory: temporaryFolder(),
    spec: fitSpec.parse({ axis: 'bright', positive: BRIGHT_POLE, negative: GLOOMY_POLE, report: false, ...fields }),
  })

describe("the pole's prompt", () => {
  const readUnder = async (fields: object) => {
    const toy = toyModel()
    const roles = new Set<string>()
    const model: ToyModel = {
      ...toy,
      activations: (readings, hooks, task) => {
        // Calibration reads at one layer.
        if (hooks.length > 1) for (const { messages } of readings) roles.add(messages.map(({ role }) => role).join())
        return toy.activations(readings, hooks, task)
      },
    }
    const { direction } = await fitted(fields, model)
    return { roles: [...roles], cosine: dot(direction.layers[0]!.v, toy.style) }
  }

  test('stands before the answers when they are read, unless it is to be removed', async () => {
    expect(await readUnder({})).toMatchObject({ roles: ['system,user'] })
    const removed = await readUnder({ pole_prompt: 'removed' })
    expect(removed.roles).toEqual(['user'])
    expect(removed.cosine).toBeGreaterThan(0.8)
  })
})

describe('dropping pairs that are alike in embedding space', () => {
  test('drops the share asked for, and says so', async () => {
    const { evaluation } = await fitted({ source: 'given', pairs: tonePairs(), drop_alike: 0.3 })
    expect(evaluation.pairs).toEqual({
      made: 10,
      kept: 7,
      dropped: [{ reason: 'alike in embedding space', count: 3 }],
    })
  })

  test('drops those that are most alike', async () => {
    const [like, unlike] = [tonePairs(6), tonePairs(12).slice(6)]
    // Almost the same answer twice.
    const alike = like.map((pair) => ({ ...pair, rejected: `${pair.chosen} door` }))
    const { direction } = await fitted({ source: 'given', pairs: [...alike, ...unlike], drop_alike: 0.5 })
    const only = await fitted({ source: 'given', pairs: unlike })
    expect(dot(direction.layers[0]!.v, only.direction.layers[0]!.v)).toBeGreaterThan(0.999)
  })

  test('compares what is left when the mean of all is taken off', () => {
    const states = [
      [11, 1],
      [11, -1],
      [9, 1],
      [9, -1],
    ].map((state) => Float32Array.from(state))
    expect(centredCosines(states)).toEqual([0, 0].map((x) => expect.closeTo(x)))
    const [one, other] = [Float32Array.of(11, 0), Float32Array.of(9, 0)]
    expect(centredCosines([one, one, other, other])).toEqual([1, 1].map((x) => expect.closeTo(x)))
  })
})

describe('anchors', () => {
  test('about the same prompt as a pair take it out of the fit: nothing is measured on what it was fitted on', async () => {
    const pairs = tonePairs()
    const { evaluation } = await fitted({ source: 'given', pairs, anchors: pairs.slice(0, 4) })
    expect(evaluation.pairs).toMatchObject({ kept: 6, dropped: [{ reason: 'kept as anchors', count: 4 }] })
  })

  test('may be picked among what the model wrote', async () => {
    const { choices } = await fitted({})
    expect(choices.length).toBeGreaterThanOrEqual(4)
    const { evaluation } = await fitted({ anchors: choices })
    expect(evaluation).toMatchObject({ verified: true, passed: true, margin: { on: 'anchors', pairs: choices.length } })
  })

  test('nobody is asked to pick among written pairs', async () => {
    expect((await fitted({ source: 'given', pairs: tonePairs() })).choices).toEqual([])
  })
})

test('more pairs than rows of states are bundled, and the direction is found', async () => {
  const pairs = Array.from({ length: 30 }, (_, round) =>
    tonePairs().map((pair) => ({ ...pair, prompt: `${pair.prompt} ${round}` })),
  ).flat()
  expect(pairs.length).toBeGreaterThan(MOST_ROWS)
  const model = toyModel()
  const { direction, stages } = await fitted({ source: 'given', pairs }, model)
  expect(stages.find(({ stage }) => stage === 'activations')!.note).toContain('150 bundles of 2 pairs')
  expect(dot(direction.layers[0]!.v, model.style)).toBeGreaterThan(0.8)
})

describe('options that make no sense together are refused by name', () => {
  test.each([
    [{ method: 'logistic', setting: 'published' }, "setting 'published' is for alignez-v1, alignez-v2, hybrid"],
    [{ source: 'context-shift', pole_prompt: 'removed' }, 'A context shift reads the same texts at both poles'],
    [{ source: 'context-shift', drop_alike: 0.5 }, 'drop_alike 0'],
    [{ anchors: tonePairs(4).map((pair, i) => (i === 2 ? { ...pair, chosen: ' ' } : pair)) }, 'anchors[2] has a text'],
  ])('%o', async (fields, message) => {
    await expect(fitted(fields)).rejects.toMatchObject({
      code: 'bad_option',
      message: expect.stringContaining(message),
    })
  })
})

test('a text that does not fit the model is said to be the fit’s own fault, not a reason to try again', async () => {
  const toy = toyModel()
  const model: ToyModel = {
    ...toy,
    activations: async () => {
      throw Object.assign(new Error('prompt and answer have 9000 tokens; 4096 fit'), { code: 'context_too_long' })
    },
  }
  await expect(fitted({ source: 'given', pairs: tonePairs() }, model)).rejects.toMatchObject({
    code: 'too_long',
    message: expect.stringMatching(/9000 tokens; 4096 fit\. Shorten the longest/),
  })
})
