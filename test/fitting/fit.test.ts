import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sizesOf } from '../../gpu-worker/fitting/methods/fitter.ts'
import type { FitProgress } from '../../gpu-worker/fitting/stage.ts'
import { unit } from '../../gpu-worker/language/vector.ts'
import { type FitOptions, runFit } from '../../gpu-worker/pipeline/fit.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { dot } from '../../shared/steering/edit.ts'
import { evaluation as evaluationSchema, FIT_STAGES, fitSpec } from '../../shared/wire/fit.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { BRIGHT_POLE, GLOOMY_POLE, type ToyModel, tonePairs, toyModel } from './toy-model.ts'

const spec = (fields: object = {}) =>
  fitSpec.parse({ axis: 'bright', positive: BRIGHT_POLE, negative: GLOOMY_POLE, report: false, ...fields })
const GIVEN = { source: 'given', pairs: tonePairs() }

/** The same answers, without their prompts, and not as many of either pole. */
const TEXTS = {
  source: 'texts',
  texts: {
    positive: tonePairs(16).map(({ chosen }) => chosen),
    negative: tonePairs(11)
      .map(({ rejected }) => rejected)
      .reverse(),
  },
}

const toyFit = (options: Partial<FitOptions> & { model?: ToyModel } = {}) =>
  runFit({ id: 'fit_test', model: toyModel(), directory: temporaryFolder(), spec: spec(GIVEN), ...options })

const UNREPORTED = FIT_STAGES.filter((stage) => stage !== 'report')
const MEAN = { method: 'mean-difference', setting: 'scaled' } as const

describe('a fit', () => {
  test.for([
    ['given', GIVEN, 0.8],
    ['unpaired', TEXTS, 0.8],
    ['self-generated', {}, 0.95],
    ['context-shift', { source: 'context-shift' }, 0.95],
  ] as const)(
    'from %s pairs finds the known direction, its sign, its layer and a safe size',
    async ([, fields, cosine]) => {
      const model = toyModel()
      const { direction, evaluation, stages } = await toyFit({ model, spec: spec(fields) })
      const [layer] = direction.layers
      expect(dot(layer!.v, model.style)).toBeGreaterThan(cosine)
      expect(layer).toMatchObject({ layer: 4, residual_norm: 40 })
      for (const size of [layer!.positive, layer!.negative]) {
        expect(size).toBeGreaterThanOrEqual(sizesOf(MEAN).sizes[0]!)
        expect(size).toBeLessThanOrEqual(sizesOf(MEAN).sizes.at(-1)!)
      }
      expect(evaluation.passed).toBe(true)
      expect(evaluation.margin.positive).toBeGreaterThan(1)
      expect(evaluation.margin.negative).toBeLessThan(-1)
      expect(evaluation.margin.control).toHaveLength(3)
      expect(evaluation.fluency.positive).toBeLessThanOrEqual(1.6 * evaluation.fluency.plain)
      expect(evaluationSchema.parse(evaluation)).toEqual(evaluation)
      expect(stages.map(({ stage }) => stage)).toEqual(UNREPORTED)
    },
  )

  test('from texts is verified by those that it was not fitted on', async () => {
    const { direction, evaluation } = await toyFit({ spec: spec(TEXTS) })
    expect(direction.manifest).toMatchObject({ source: 'texts', verified: true, pairs: 16 })
    expect(evaluation.margin.on).toBe('held-out')
    // Anchors hold out what they say, too.
    const anchors = tonePairs(4)
    const anchored = await toyFit({ spec: spec({ ...TEXTS, anchors }) })
    expect(anchored.evaluation.margin.on).toBe('anchors')
    expect(anchored.direction.manifest.pairs).toBe(12)
  })

  test('gives a file that its hash names and that decodes to the same direction', async () => {
    const { bytes, hash, direction } = await toyFit()
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
    expect(hash).toBe(digest)
    expect(decodeDirection(bytes)).toEqual(direction)
    expect(direction.manifest).toMatchObject({
      axis: 'bright',
      poles: { positive: 'bright', negative: 'gloomy' },
      prompts: { positive: BRIGHT_POLE.description, negative: GLOOMY_POLE.description },
      model: { hash: 'a'.repeat(64), hidden_size: 32, layers: 6 },
      site: 'residual',
      method: 'mean-difference',
      source: 'given',
      pairs: 10,
      seed: 1,
      verified: true,
      made_by: { weight_form: 'exact' },
    })
  })

  test('neutral is the mean projection of plain answers, which lean to neither pole', async () => {
    const { direction } = await toyFit()
    const { neutral, residual_norm } = direction.layers[0]!
    expect(Math.abs(neutral)).toBeLessThan(0.05 * residual_norm)
    expect(neutral).not.toBe(0)
  })

  test('equal specs and seeds give equal bytes; another seed does not', async () => {
    const [first, again, other] = await Promise.all([
      toyFit({ spec: spec() }),
      toyFit({ spec: spec() }),
      toyFit({ spec: spec({ seed: 2 }) }),
    ])
    expect(Buffer.from(again.bytes).equals(Buffer.from(first.bytes))).toBe(true)
    expect(again.evaluation).toEqual(first.evaluation)
    expect(other.hash).not.toBe(first.hash)
  })

  test('reports its progress in words, from 0 to 1, never falling', async () => {
    const reports: FitProgress[] = []
    await toyFit({ spec: spec(), onProgress: (progress) => reports.push(progress) })
    const values = reports.map(({ progress }) => progress)
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(values[0]).toBeLessThan(0.05)
    expect(values.at(-1)).toBe(1)
    expect(reports.every(({ message }) => message.length > 0)).toBe(true)
    expect(new Set(reports.map(({ stage }) => stage))).toEqual(new Set(UNREPORTED))
    expect(reports.at(-1)!.stages).toHaveLength(UNREPORTED.length)
  })
})

test('progress does not fall when the model reports out of order', async () => {
  const toy = toyModel()
  const model: ToyModel = {
    ...toy,
    score: (requests, task) => {
      for (const done of [2, 1]) task?.onProgress?.(done, 2)
      return toy.score(requests, task)
    },
  }
  const values: number[] = []
  await toyFit({ model, onProgress: ({ progress }) => values.push(progress) })
  expect(values).toEqual(values.toSorted((a, b) => a - b))
})

describe('the gate', () => {
  const MIXED = tonePairs(10, (i) => [1, 4, 5, 6, 8].includes(i))

  test('fails a fit whose labels are random, and still makes the artifact', async () => {
    const { evaluation, bytes } = await toyFit({ spec: spec({ source: 'given', pairs: MIXED }) })
    expect(evaluation.passed).toBe(false)
    expect(evaluation.reasons.join(' ')).toMatch(/Strength \+1 moves the held-out margin by .* was needed/)
    expect(decodeDirection(bytes).manifest.axis).toBe('bright')
  })

  test('fails a model that edits do not move', async () => {
    const { evaluation } = await toyFit({ model: toyModel({ steerable: false }) })
    expect(evaluation.margin).toMatchObject({ positive: 0, negative: 0, odd: 0 })
    expect(evaluation.passed).toBe(false)
    expect(evaluation.reasons).toHaveLength(2)
  })

  test('measures no pair with a direction that was fitted on it', async () => {
    // What is measured with pair 0's own text changed: if its direction knew the pair, it would change too.
    const directionsFor = async (chosen: string) => {
      const pairs = tonePairs().map((pair, i) => (i === 0 ? { ...pair, chosen } : pair))
      const toy = toyModel()
      const used = new Map<string, Set<string>>()
      const model: ToyModel = {
        ...toy,
        score: (requests, task) => {
          for (const { messages, edit } of requests) {
            const query = messages[0]!.content
            const direction = edit && [...unit(edit.get('residual.4')!.e)].map((x) => x.toFixed(4)).join()
            if (direction) used.set(query, (used.get(query) ?? new Set()).add(direction))
          }
          return toy.score(requests, task)
        },
      }
      await toyFit({ model, spec: spec({ source: 'given', pairs, layers: [4] }) })
      return pairs.map(({ prompt }) => [...used.get(prompt)!].join(';'))
    }
    const before = await directionsFor('sunny happy road')
    const after = await directionsFor('golden merry window river')
    const same = before.map((directions, i) => directions === after[i])
    expect(same[0]).toBe(true)
    expect(same.filter(Boolean)).toHaveLength(5)
  })

  test('without labelled pairs a direction passes unverified, and says so', async () => {
    const { evaluation, direction } = await toyFit({ spec: spec() })
    expect(evaluation).toMatchObject({ passed: true, verified: false })
    expect(evaluation.reasons.join()).toContain('Unverified')
    expect(direction.manifest.verified).toBe(false)
  })

  test('anchors gate and verify', async () => {
    const { evaluation, direction } = await toyFit({ spec: spec({ anchors: tonePairs(6) }) })
    expect(evaluation).toMatchObject({ passed: true, verified: true, margin: { on: 'anchors', pairs: 6 } })
    expect(direction.manifest.verified).toBe(true)
  })

  test('anchors turn a direction that points the wrong way', async () => {
    const model = toyModel()
    const { direction, evaluation } = await toyFit({ model, spec: spec({ anchors: tonePairs(6, () => false) }) })
    expect(dot(direction.layers[0]!.v, model.style)).toBeLessThan(-0.9)
    expect(evaluation.passed).toBe(true)
    expect(evaluation.margin.positive).toBeGreaterThan(1)
    expect(evaluation.reasons.join()).toContain('turned the direction round')
  })
})

describe('sources and options', () => {
  test('self-generated pairs ask in the system prompt and again after the query, and keep the prompt when reading', async () => {
    const asked: string[][] = []
    const read: string[][] = []
    const toy = toyModel()
    const model: ToyModel = {
      ...toy,
      generate: (requests, task) => {
        asked.push(...requests.map(({ messages }) => messages.map(({ role, content }) => `${role}: ${content}`)))
        return toy.generate(requests, task)
      },
      activations: (readings, hooks, task) => {
        read.push(...readings.map(({ messages }) => messages.map(({ role, content }) => `${role}: ${content}`)))
        return toy.activations(readings, hooks, task)
      },
    }
    const characteristics = { positive: ['smiling words'], negative: ['frowning words'] }
    await toyFit({
      model,
      spec: spec({ characteristics, queries: ['Where is the door?', ...Array.from({ length: 9 }, (_, i) => `q${i}`)] }),
    })
    const bright = [
      `system: ${BRIGHT_POLE.description}\nSuch answers are marked by:\n- smiling words`,
      `user: Where is the door?\n\n${BRIGHT_POLE.description}`,
    ]
    expect(asked).toContainEqual(bright)
    expect(read).toContainEqual(bright)
    expect(asked.flat().join()).not.toContain('short traits of such answers')
  })

  test('the model lists the characteristics; what it names for both poles is left out', async () => {
    const asked: string[] = []
    const toy = toyModel()
    const model: ToyModel = {
      ...toy,
      generate: async (requests, task) => {
        const texts = await toy.generate(requests, task)
        return texts.map((text, i) => {
          const prompt = requests[i]!.messages.map(({ content }) => content).join('\n')
          asked.push(prompt)
          if (!prompt.includes('short traits')) return text
          return {
            ...text,
            text: `1. Short words.\n2. ${prompt.includes('sunny') ? '**Many smiles**' : 'Few smiles'}\n`,
          }
        })
      },
    }
    const { stages } = await toyFit({ model, spec: spec() })
    expect(stages[0]).toMatchObject({ stage: 'characteristics', note: '2 listed by the model' })
    expect(asked.some((prompt) => prompt.includes('- Many smiles'))).toBe(true)
    expect(asked.some((prompt) => prompt.includes('- Short words'))).toBe(false)
  })

  test('context shift generates nothing to fit on, and nothing at all to measure on when there are anchors', async () => {
    const model = toyModel()
    const { evaluation } = await toyFit({ model, spec: spec({ source: 'context-shift', anchors: tonePairs(6) }) })
    expect(evaluation).toMatchObject({ passed: true, margin: { on: 'anchors' } })
    // The calibration's one batch; none for pairs.
    expect(model.calls.generate).toBe(1)
  })

  test("the admin's layers are the candidates", async () => {
    const { direction } = await toyFit({ spec: spec({ ...GIVEN, layers: [1, 2] }) })
    expect(direction.layers[0]).toMatchObject({ layer: 2, residual_norm: 20 })
  })

  test('what a fit costs does not grow with the number of pairs, but for reading them', async () => {
    const [few, many] = [toyModel(), toyModel()]
    await toyFit({ model: few, spec: spec({ source: 'given', pairs: tonePairs(20) }) })
    await toyFit({ model: many, spec: spec({ source: 'given', pairs: tonePairs(36) }) })
    expect(many.calls.score).toBe(few.calls.score)
    expect(many.calls.texts - few.calls.texts).toBe(2 * 16)
  })
})

describe('continuing', () => {
  test.for(UNREPORTED.slice(0, -1))('after a crash behind %s, finished stages are not repeated', async (stage) => {
    const directory = temporaryFolder()
    const whole = toyModel()
    const reference = await toyFit({ model: whole, spec: spec() })

    const crash = new Error('the process dies here')
    const before = toyModel()
    const dying = toyFit({
      directory,
      model: before,
      spec: spec(),
      onProgress: ({ stages }) => {
        if (stages.at(-1)?.stage === stage) throw crash
      },
    })
    await expect(dying).rejects.toBe(crash)

    const after = toyModel()
    const result = await toyFit({ directory, model: after, spec: spec() })
    expect(result.hash).toBe(reference.hash)
    expect(result.evaluation).toEqual(reference.evaluation)
    expect(before.calls.texts + after.calls.texts).toBe(whole.calls.texts)
  })

  test('a finished fit asks the model nothing', async () => {
    const directory = temporaryFolder()
    const first = await toyFit({ directory })
    const model = toyModel()
    const again = await toyFit({ directory, model })
    expect(model.calls.texts).toBe(0)
    expect(again).toEqual(first)
  })

  test('a changed spec recomputes only what depends on the change', async () => {
    const directory = temporaryFolder()
    const first = toyModel()
    await toyFit({ directory, model: first, spec: spec({ layers: [3, 4] }) })
    const changed = toyModel()
    await toyFit({ directory, model: changed, spec: spec({ layers: [4] }) })
    // Pairs and characteristics are kept; the layer found is the same, so calibration is kept too.
    expect(changed.calls.generate).toBe(0)
    expect(changed.calls.activations).toBeGreaterThan(0)

    const renamed = toyModel()
    const { direction } = await toyFit({ directory, model: renamed, spec: spec({ layers: [4], axis: 'brighter' }) })
    expect(renamed.calls.texts).toBe(0)
    expect(direction.manifest.axis).toBe('brighter')
  })

  test('another weight form of the model shares nothing', async () => {
    const directory = temporaryFolder()
    await toyFit({ directory })
    const toy = toyModel()
    const model = { ...toy, facts: { ...toy.facts, weightForm: 'rough' } }
    await toyFit({ directory, model })
    expect(model.calls.activations).toBeGreaterThan(0)
  })

  test.for([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['emptied', () => Buffer.alloc(0)],
    [
      'flipped in one bit',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 3 ? byte ^ 1 : byte))),
    ],
  ] as const)('a result that is %s is made again', async ([, damage]) => {
    const directory = temporaryFolder()
    const first = await toyFit({ directory })
    const folder = join(directory, 'fit_test')
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), damage(readFileSync(join(folder, name))))
    const again = await toyFit({ directory })
    expect(again.hash).toBe(first.hash)
    expect(again.evaluation).toEqual(first.evaluation)
  })
})

describe('cancelling', () => {
  const calls = 10
  test.for(Array.from({ length: calls }, (_, i) => i + 1))('stops at request %i of the model', async (at) => {
    const controller = new AbortController()
    const model = toyModel({ onCall: (_, count) => count === at && controller.abort() })
    await expect(toyFit({ model, spec: spec(), signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
    expect(model.calls.generate + model.calls.score + model.calls.activations).toBe(at)
  })

  test('a signal that is aborted already starts nothing', async () => {
    const model = toyModel()
    await expect(toyFit({ model, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
    expect(model.calls.texts).toBe(0)
  })

  test('a model that ignores the signal is stopped at its next request', async () => {
    const controller = new AbortController()
    const toy = toyModel({ onCall: () => controller.abort() })
    const model: ToyModel = { ...toy, activations: (readings, hooks) => toy.activations(readings, hooks) }
    await expect(toyFit({ model, signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(model.calls.activations).toBe(1)
  })

  test('a cancelled fit goes on where it stopped', async () => {
    const directory = temporaryFolder()
    const controller = new AbortController()
    const model = toyModel({ onCall: (kind) => kind === 'score' && controller.abort() })
    await expect(toyFit({ directory, model, spec: spec(), signal: controller.signal })).rejects.toThrow('cancelled')
    const after = toyModel()
    await toyFit({ directory, model: after, spec: spec() })
    expect(after.calls.generate).toBe(1)
  })
})

describe('clear errors', () => {
  test.for([
    [
      'poles_alike',
      { negative: { name: 'other', description: ' use SUNNY, happy,  lovely words.' } },
      /described alike/,
    ],
    ['too_few_pairs', { source: 'given', pairs: tonePairs(3) }, /at least 4 pairs.*there are 3/],
    [
      'too_few_pairs',
      { source: 'given', pairs: tonePairs(6).map((pair) => ({ ...pair, rejected: pair.chosen })) },
      /0 of 6 pairs are usable \(dropped: 6 alike\)/,
    ],
    [
      'too_few_pairs',
      { source: 'given', pairs: tonePairs(6).map((pair) => ({ ...pair, prompt: 'Same?' })) },
      /at least two prompts/,
    ],
    ['too_few_anchors', { anchors: tonePairs(3) }, /give at least 4, or none/],
    [
      'too_few_texts',
      { source: 'texts' },
      /at least 4 different texts of either pole; there are 0 in `texts.positive`/,
    ],
    [
      'too_few_texts',
      { ...TEXTS, texts: { ...TEXTS.texts, negative: ['a', 'b', ' A', 'c'] } },
      /there are 3 in `texts.negative`/,
    ],
    [
      'bad_option',
      { ...TEXTS, texts: { ...TEXTS.texts, negative: [...TEXTS.texts.negative, TEXTS.texts.positive[2]] } },
      /texts.positive\[2\] is in texts.negative too/,
    ],
    [
      'bad_option',
      { ...TEXTS, texts: { ...TEXTS.texts, negative: [...TEXTS.texts.negative, ' \n'] } },
      /texts.negative\[11\] is only white space/,
    ],
    ['bad_option', { ...TEXTS, drop_alike: 0.3 }, /drop_alike compares the two answers to one prompt/],
    ['bad_option', { ...GIVEN, texts: TEXTS.texts }, /texts are of source 'texts', and the source is 'given'/],
    ['layer_out_of_range', { ...GIVEN, layers: [2, 6] }, /6 is not a layer of toy; its layers are 0 to 5/],
  ] as const)('%s', async ([code, fields, message]) => {
    const model = toyModel()
    const attempt = toyFit({ model, spec: spec(fields) })
    await expect(attempt).rejects.toMatchObject({ name: 'FitError', code })
    await expect(attempt).rejects.toThrow(message)
    expect(model.calls.texts).toBe(0)
  })

  test('too_few_pairs names why the answers were dropped and what to try', async () => {
    const model = toyModel({
      says: ([first]) => (first!.content.includes('rainy') ? "I'm sorry, but I can't." : 'It is a sunny day.'),
    })
    const attempt = toyFit({ model, spec: spec() })
    await expect(attempt).rejects.toMatchObject({ code: 'too_few_pairs' })
    await expect(attempt).rejects.toThrow(/0 of 20 pairs are usable \(dropped: 20 refused\).*source 'given'/)
  })

  test('poles_alike when the model reads both alike', async () => {
    const toy = toyModel()
    const model: ToyModel = {
      ...toy,
      activations: async (readings, hooks) => {
        const [first] = await toy.activations(readings.slice(0, 1), hooks)
        return readings.map(() => first!)
      },
    }
    await expect(toyFit({ model })).rejects.toMatchObject({ code: 'poles_alike' })
  })

  test('not_steerable when any edit breaks the text', async () => {
    const attempt = toyFit({ model: toyModel({ fragile: true }) })
    await expect(attempt).rejects.toMatchObject({ code: 'not_steerable' })
    await expect(attempt).rejects.toThrow(
      /not steerable on this model: .* both ways, even by 0.025 of the layer's norm/,
    )
  })

  test.for(['../elsewhere', '', 'a/b', 'A', '.', `x${'y'.repeat(64)}`])(
    'an id that is no folder name: %j',
    async (id) => {
      await expect(toyFit({ id })).rejects.toMatchObject({ code: 'bad_id' })
    },
  )

  test('what the model itself throws comes through as it is', async () => {
    const failure = new Error('the engine is gone')
    const model = toyModel({
      onCall: () => {
        throw failure
      },
    })
    await expect(toyFit({ model })).rejects.toBe(failure)
  })
})
