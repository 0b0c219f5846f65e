/** Answers of a tiny model through the whole engine: the same alone and in company, and steered as they were asked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FixedEdit } from '../../gpu-worker/engine/fixed-edit.ts'
import { type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { type SteeredAxis, Steering } from '../../gpu-worker/engine/steering.ts'
import type { Direction, DirectionManifest } from '../../shared/direction.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { hookAt, type Site } from '../../shared/steering/hook.ts'
import { Lean } from '../../shared/steering/lean.ts'
import type { EditMode, Scope } from '../../shared/wire/steering.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { openTinyModel, type TinyModel } from '../support/tiny-model.ts'
import { GREEDY } from './fake-generation.ts'

const HIDDEN = 64
const LAYERS = 3
const ROWS = 6

let model: TinyModel
beforeAll(async () => {
  const settings = { form: 'q8', rows: ROWS, context: 512 } as const
  model = await openTinyModel({ seed: 21, layers: LAYERS, hidden: HIDDEN, context: 512 }, settings)
})
afterAll(() => model[Symbol.asyncDispose]())

const random = createRandom(17)
const idsOf = (count: number) => Array.from({ length: count }, () => 3 + Math.floor(random.uniform() * 256))
const editOf = (slots: number) => randomEdit(random, { hidden: HIDDEN, layers: [0, 2], slots })

type Request = Partial<GenerationRequest> & { prompt: readonly number[] }

/** Asks for an answer; its tokens and text once it is done. */
function ask(request: Request) {
  const parts: string[] = []
  const generation = model.engine.generate({
    id: 'g',
    maxTokens: 24,
    sampling: GREEDY,
    stops: [],
    steering: null,
    priority: PRIORITY.interactive,
    project: 'p',
    onText: (text) => void parts.push(text),
    ...request,
  })
  const done = generation.done.then(() => ({ tokens: [...generation.output], text: parts.join('') }))
  return { generation, parts, done }
}

const decoded = (tokens: readonly number[]) => {
  const shown = tokens.filter((id) => !model.tokenizer.eosIds.has(id))
  // A character that lacks bytes at the end is not shown.
  return new TextDecoder().decode(Buffer.concat(shown.map((id) => model.tokenizer.bytesOf(id))), { stream: true })
}

test('what streams is the text of the tokens', async () => {
  for (const seed of [1, 2, 3]) {
    const { tokens, text } = await ask({ prompt: idsOf(9), sampling: { ...GREEDY, temperature: 1, seed } }).done
    expect(text).toBe(decoded(tokens))
  }
})

describe('an answer is the same alone and in company', () => {
  /** Prompts of all lengths, over more than one stretch too; greedy and seeded; edits of all kinds, live ones too. */
  const requests = (): Request[] =>
    Array.from({ length: 2 * ROWS }, (_, i) => ({
      prompt: idsOf([4, 300, 1, 129, 40, 128][i % 6]!),
      maxTokens: 5 + ((i * 7) % 30),
      sampling: i % 2 ? GREEDY : { ...GREEDY, temperature: 1, top_p: i % 4 ? 0.9 : 1, seed: i },
      steering: i % 3 ? new FixedEdit(editOf((i * 2) % 5), i % 4 === 1 ? 'answer' : 'generated') : null,
      priority: i % 5 ? PRIORITY.interactive : PRIORITY.background,
    }))

  test('whatever joins, leaves and moves', async () => {
    const asked = requests()
    const alone: unknown[] = []
    for (const request of asked) alone.push(await ask(request).done)
    const together = await Promise.all(asked.map((request) => ask(request).done))
    expect(together).toEqual(alone)
    const staggered = await Promise.all(
      asked.map(async (request, i) => {
        for (let turns = 0; turns < i * 3; turns++) await new Promise(setImmediate)
        return ask(request).done
      }),
    )
    expect(staggered).toEqual(alone)
  })

  test('also when others are aborted all the time', async () => {
    const [request] = requests() as [Request]
    const alone = await ask(request).done
    // A user's: the background rightly waits while users' prompts come without end.
    const watched = ask({ ...request, priority: PRIORITY.interactive, maxTokens: 40 })
    let running = true
    void watched.done.finally(() => {
      running = false
    })
    while (running) {
      const others = Array.from({ length: 3 }, () => ask({ prompt: idsOf(20), steering: new FixedEdit(editOf(2)) }))
      for (const { done } of others) done.catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, 2))
      for (const { generation } of others) generation.cancel()
    }
    const { tokens } = await watched.done
    expect(tokens.slice(0, alone.tokens.length)).toEqual(alone.tokens)
  })
})

describe('an answer is the same whether its prompt is found in the prefix cache or not', () => {
  const system = idsOf(100)
  /** A prompt seen before as a whole, its beginning only, up to a block's border, and one token more. */
  const prompts = [
    [...system, ...idsOf(40)],
    [...system, ...idsOf(3)],
    system.slice(0, 96),
    system.slice(0, 97),
    system.slice(0, 98),
    idsOf(50),
  ]

  test.each(['generated', 'answer', 'all'] as const)("scope '%s'", async (scope) => {
    const requests = prompts.map(
      (prompt, i): Request => ({
        prompt,
        steering: new FixedEdit(editOf(i % 3), scope),
        sampling: i % 2 ? GREEDY : { ...GREEDY, temperature: 1, seed: i },
      }),
    )
    // A project of its own is a cache of its own.
    const fresh: unknown[] = []
    for (const [i, request] of requests.entries()) fresh.push(await ask({ ...request, project: `${scope}${i}` }).done)
    const reused: number[] = []
    for (const round of [0, 1]) {
      for (const [i, request] of requests.entries()) {
        const { generation, done } = ask({ ...request, project: scope })
        expect(await done, `prompt ${i}, round ${round}`).toEqual(fresh[i])
        reused.push(generation.reused)
      }
    }
    const found = {
      // The last stretch has two tokens at least. The same again is found as a whole.
      generated: [0, 96, 94, 95, 96, 0, 140, 103, 96, 97, 98, 50],
      // The last token runs by itself, under the edit.
      answer: [0, 96, 80, 96, 95, 0, 128, 96, 80, 96, 95, 47],
      all: new Array(12).fill(0),
    }[scope]
    expect(reused).toEqual(found)
    const together = await Promise.all(requests.map((request) => ask({ ...request, project: scope }).done))
    expect(together).toEqual(fresh)
  })

  test('also while what it would find is read for another', async () => {
    const request: Request = { prompt: idsOf(300), maxTokens: 4 }
    const alone = await ask({ ...request, project: 'alone' }).done
    const asked = Array.from({ length: 3 }, () => ask({ ...request, project: 'together' }))
    expect(await Promise.all(asked.map(({ done }) => done))).toEqual([alone, alone, alone])
    const [first, ...others] = asked.map(({ generation }) => generation.reused)
    expect(first).toBe(0)
    for (const reused of others) expect(reused).toBe(300)
  })

  test('a chat goes on where it was: its past is read once, its answer as part of the next prompt', async () => {
    const first = await ask({ prompt: system, project: 'chat' }).done
    const next = [...system, ...first.tokens, ...idsOf(10)]
    const reused: number[] = []
    for (let i = 0; i < 2; i++) {
      const { generation, done } = ask({ prompt: next, project: 'chat' })
      await done
      reused.push(generation.reused)
    }
    expect(reused).toEqual([96, next.length])
  })

  test('a prompt asked again is not run, and its answers are those of any that was', async () => {
    const prompt = idsOf(45)
    const samplings = [1, 2, 3].map((seed) => ({ ...GREEDY, temperature: 1, seed }))
    const alone: ReturnType<typeof ask>[] = []
    for (const [i, sampling] of samplings.entries()) {
      alone.push(ask({ prompt, sampling, project: `n${i}`, logprobs: 3, maxTokens: 5 }))
      await alone[i]!.done
    }
    await ask({ prompt, project: 'n' }).done
    const { prefilledTokens } = model.engine.stats
    const again = samplings.map((sampling) => ask({ prompt, sampling, project: 'n', logprobs: 3, maxTokens: 5 }))
    const answers = (asked: typeof alone) => Promise.all(asked.map(({ done }) => done))
    expect(await answers(again)).toEqual(await answers(alone))
    expect(model.engine.stats.prefilledTokens).toBe(prefilledTokens)
    const logprobs = (asked: typeof alone) => asked.map(({ generation }) => generation.logprobs)
    expect(logprobs(again)).toEqual(logprobs(alone))
    // As many as have text: a last token may be the end, or half a character; whether it is depends on a CPU's last bits.
    expect(logprobs(again).flat().length).toBeGreaterThan(samplings.length)
  })

  test('but never by another project, nor under what reads or edits its last token', async () => {
    const prompt = idsOf(20)
    await ask({ prompt, project: 'mine' }).done
    const run = async (request: Partial<Request>) => {
      const { prefilledTokens } = model.engine.stats
      await ask({ prompt, project: 'mine', ...request }).done
      return model.engine.stats.prefilledTokens - prefilledTokens
    }
    expect(await run({})).toBe(0)
    expect(await run({ steering: new FixedEdit(editOf(1)) })).toBe(0)
    expect(await run({ project: 'another' })).toBe(20)
    expect(await run({ steering: new FixedEdit(editOf(1), 'answer') })).toBeGreaterThan(0)
    expect(await run({ steering: new FixedEdit(editOf(1), 'all') })).toBe(20)
    const choosing: Edit = new Map(
      [...editOf(1)].map(([hook, { e, slots }]) => [
        hook,
        { e, slots: slots.map((slot) => ({ ...slot, whenOpposed: true })) },
      ]),
    )
    expect(await run({ steering: new FixedEdit(choosing) })).toBeGreaterThan(0)
  })

  test('whatever fits ask meanwhile', async () => {
    const prompt = idsOf(7)
    await ask({ prompt, project: 'mine' }).done
    for (let i = 0; i < 20; i++) await ask({ prompt: idsOf(5), project: '', priority: PRIORITY.background }).done
    const { prefilledTokens } = model.engine.stats
    await ask({ prompt, project: 'mine' }).done
    expect(model.engine.stats.prefilledTokens).toBe(prefilledTokens)
  })

  test('without keeping the event loop from anything else', async () => {
    const prompt = idsOf(9)
    await ask({ prompt, project: 'loop', maxTokens: 1 }).done
    let turns = 0
    let running = true
    const count = () => {
      turns++
      if (running) setImmediate(count)
    }
    count()
    await Promise.all(Array.from({ length: 20 }, () => ask({ prompt, project: 'loop', maxTokens: 1 }).done))
    running = false
    expect(turns).toBeGreaterThan(15)
  })

  test('of many prompts, the last ones are kept', async () => {
    const prompts = Array.from({ length: 20 }, () => idsOf(5))
    for (const prompt of prompts) await ask({ prompt, project: 'many' }).done
    const { prefilledTokens } = model.engine.stats
    for (const prompt of prompts.slice(-10)) await ask({ prompt, project: 'many' }).done
    expect(model.engine.stats.prefilledTokens).toBe(prefilledTokens)
    await ask({ prompt: prompts[0]!, project: 'many' }).done
    expect(model.engine.stats.prefilledTokens).toBe(prefilledTokens + 5)
  })
})

test('an answer that is not complete at its deadline fails, and says how far it came', async () => {
  const prompt = idsOf(9)
  const began = performance.now()
  await ask({ prompt, maxTokens: 3 }).done
  // Enough for a few tokens on any machine, and for 400 on none.
  const deadline = performance.now() + 2 * (performance.now() - began)
  const { generation, done } = ask({ prompt, maxTokens: 400, deadline })
  await expect(done).rejects.toMatchObject({
    code: 'deadline_exceeded',
    message: expect.stringMatching(/^the answer was not complete at its deadline: \d+ tokens were generated$/),
  })
  expect(generation.status).toBe('failed')
  const late = ask({ prompt: idsOf(9), deadline: performance.now() - 1 })
  await expect(late.done).rejects.toThrow('it was still waiting for a row')
  expect(await ask({ prompt: idsOf(9), maxTokens: 3, deadline: performance.now() + 60_000 }).done).toHaveProperty(
    'text',
  )
})

/** Far above the norm of a state here, so that a quarter of it changes every token. */
const NORM = 400

/** Apart from `random`, from which some test draws as often as time allows: by chance, another direction moves no token. */
const directions = createRandom(18)

/** A direction of random unit vectors. */
function strongDirection(layers: readonly number[] = [1], size = 0.25, site: Site = 'residual'): Direction {
  return {
    manifest: { site } as DirectionManifest,
    layers: layers.map((layer) => {
      const { e } = randomEdit(directions, { hidden: HIDDEN, layers: [layer], size: 1 }).get(hookAt('residual', layer))!
      const length = Math.sqrt(e.reduce((sum, value) => sum + value * value, 0))
      const v = e.map((value) => value / length)
      return { layer, v, residual_norm: NORM, neutral: 0.5, positive: size, negative: size }
    }),
  }
}

const axisOf = (strength: number, mode: EditMode = 'add', direction = strongDirection()): SteeredAxis => {
  return { axis: 'formal', version: 1, hash: 'ab'.repeat(32), direction, strength, mode, condition: null }
}

describe('steering', () => {
  const prompt = idsOf(12)
  const steered = (scope: Scope, mode: EditMode = 'add', direction = strongDirection()) => {
    const steering = new Steering([axisOf(1, mode, direction)], scope)
    const { done } = ask({ prompt, steering })
    return done.then(({ tokens }) => ({ tokens, receipt: steering.receipts()[0]! }))
  }

  test("scope 'generated' leaves the first token as it is and edits all others", async () => {
    const plain = await ask({ prompt }).done
    const { tokens, receipt } = await steered('generated')
    expect(tokens[0]).toBe(plain.tokens[0])
    expect(tokens).not.toEqual(plain.tokens)
    // The last token's own state is never needed.
    expect(receipt.tokens_edited).toBe(tokens.length - 1)
  })

  test("scope 'answer' edits the last prompt token too, 'all' every token of the prompt", async () => {
    const answer = await steered('answer')
    expect(answer.receipt.tokens_edited).toBe(answer.tokens.length)
    const all = await steered('all')
    expect(all.receipt.tokens_edited).toBe(all.tokens.length + prompt.length - 1)
    const plain = await ask({ prompt }).done
    expect([answer.tokens[0], all.tokens[0]]).not.toContain(plain.tokens[0])
  })

  test.each(['add', 'boost', 'neutralise'] as const)(
    'mode %s works in every scope, and moves what it says',
    async (mode) => {
      for (const scope of ['generated', 'answer', 'all'] as const) {
        const direction = strongDirection([0, 2])
        const { receipt } = await steered(scope, mode, direction)
        const { projection_before: before, projection_after: after } = receipt
        expect(receipt.tokens_edited).toBeGreaterThan(0)
        const neutral = 0.5 / NORM
        const expected = { add: before! + 0.25, boost: 2 * before! - neutral, neutralise: neutral }[mode]
        expect(after, scope).toBeCloseTo(expected, 4)
      }
    },
  )

  test.each(['attention', 'mlp'] as const)(
    'works at what %s adds to the stream as at the stream itself',
    async (site) => {
      const plain = await ask({ prompt }).done
      const { tokens, receipt } = await steered('answer', 'add', strongDirection([1], 0.25, site))
      expect(tokens).not.toEqual(plain.tokens)
      expect(receipt.tokens_edited).toBe(tokens.length)
      expect(receipt.projection_after! - receipt.projection_before!).toBeCloseTo(0.25, 4)
    },
  )

  test('an axis that is only observed changes no token, and tells what the states of the text say', async () => {
    const { manifest, layers } = strongDirection([0, 2])
    const direction = { manifest, layers: layers.map((layer) => ({ ...layer, residual_norm: 8 })) }
    const plain = await ask({ prompt }).done
    const steering = new Steering([], 'generated', false, [{ axis: 'warm', version: 1, hash: 'cd', direction }])
    const { tokens } = await ask({ prompt, steering }).done
    expect(tokens).toEqual(plain.tokens)
    const lean = new Lean(direction)
    const ids = tokens.slice(0, -1)
    await model.engine.read(
      { start: 0, seen: prompt, texts: [{ ids }], states: ['residual.0', 'residual.2'] },
      (read, _, count) => {
        for (let row = 0; row < count; row++) lean.read((hook) => read.states.get(hook)?.edited, row)
      },
    )
    // A reading's weights are not rounded as a step's are.
    expect(Math.abs(lean.value!)).toBeGreaterThan(0.3)
    expect(steering.observedReceipts()).toMatchObject([{ tokens: ids.length, lean: expect.closeTo(lean.value!, 1) }])
  })

  test('a change while it runs is in force from the next step', async () => {
    const plain = await ask({ prompt }).done
    const direction = strongDirection()
    const steering = new Steering([axisOf(0, 'add', direction)])
    const asked = ask({
      prompt,
      steering,
      onText: () => {
        const { output, settledTokens } = asked.generation
        if (output.length === 8)
          steering.change({ axes: [axisOf(1, 'add', direction)], seq: 1, ramp: 0, overdrive: null }, settledTokens)
      },
    })
    await asked.done
    const { output } = asked.generation
    // The step that makes the ninth token runs already when the eighth is shown.
    expect(output.slice(0, 9)).toEqual(plain.tokens.slice(0, 9))
    expect(output[9]).not.toBe(plain.tokens[9])
    expect(steering.changes).toEqual([{ seq: 1, at_token: 9 }])
    expect(steering.receipts()[0]!.tokens_edited).toBe(output.length - 9)
  })

  describe('under a condition', () => {
    /** Reads at a layer and compares with what lies there: it holds or not for sure. */
    const reader = strongDirection([0, 2])
    const underCondition = (holds: boolean) => {
      const condition = {
        axis: 'reader',
        version: 1,
        direction: 'cd'.repeat(32),
        layer: null,
        threshold: 100,
        comparison: holds ? ('below' as const) : ('above' as const),
        reader,
      }
      return { ...axisOf(1), condition }
    }

    test.each(['generated', 'answer', 'all'] as const)(
      "acts from the second token on if it holds, and never if not: scope '%s'",
      async (scope) => {
        const plain = await ask({ prompt }).done
        const fired = new Steering([underCondition(true)], scope)
        const held = new Steering([underCondition(false)], scope)
        const [steered, unsteered] = await Promise.all([fired, held].map((steering) => ask({ prompt, steering }).done))
        expect(unsteered).toEqual(plain)
        expect(steered!.tokens[0]).toBe(plain.tokens[0])
        expect(steered!.tokens[1]).not.toBe(plain.tokens[1])
        expect(fired.receipts()[0]).toMatchObject({
          tokens_edited: steered!.tokens.length - 1,
          condition: { fired: true },
        })
        expect(held.receipts()[0]).toMatchObject({ tokens_edited: 0, condition: { fired: false } })
      },
    )

    test('reads the same whether the prompt is found in the cache or not, and beside others', async () => {
      const long = idsOf(60)
      const readings: (number | null)[] = []
      for (let round = 1; round <= 3; round++) {
        const steerings = Array.from({ length: round }, () => new Steering([underCondition(true)]))
        await Promise.all(steerings.map((steering) => ask({ prompt: long, steering, project: 'conditions' }).done))
        readings.push(...steerings.map((steering) => steering.receipts()[0]!.condition!.value))
      }
      expect(readings).toEqual(new Array(6).fill(readings[0]))
      expect(readings[0]).toBeTypeOf('number')
    })
  })

  test('an edit that stands still is the same as one that is fixed', async () => {
    const direction = strongDirection([0, 1])
    const live = new Steering([axisOf(0.7, 'add', direction)])
    const fixed: Edit = live.edit!
    const [a, b] = await Promise.all(
      [ask({ prompt, steering: live }), ask({ prompt, steering: new FixedEdit(fixed) })].map(({ done }) => done),
    )
    expect(a).toEqual(b)
  })
})
