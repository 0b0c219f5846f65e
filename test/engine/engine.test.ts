/** The loop: who runs with whom, what an abort, a failure and the end do. Steps are a stub's, one at a time. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { Engine } from '../../gpu-worker/engine/engine.ts'
import { EngineError } from '../../gpu-worker/engine/errors.ts'
import { FixedEdit } from '../../gpu-worker/engine/fixed-edit.ts'
import { type Generation, type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { STRETCH } from '../../gpu-worker/engine/model-runner.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { GREEDY } from './fake-generation.ts'
import { HIDDEN, LETTER_TOKENIZER, type Step, type StubOptions, stubRunner } from './stub-runner.ts'

/** The engine has taken note of what happened: rows are freed at the beginning of its next turn. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

const A = 1
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

function engineOf({ held, queue = 256, ...options }: StubOptions & { held?: HeldSteps; queue?: number } = {}) {
  const stub = stubRunner({ ...(held && { onStep: held.onStep }), ...options })
  const engine = new Engine({ runner: stub.runner, tokenizer: LETTER_TOKENIZER, head: null, queue, prefixBytes: 0 })
  onTestFinished(() => {
    held?.open()
    return engine[Symbol.asyncDispose]()
  })
  let made = 0
  /** Asks for an answer to a prompt that ends with 'a': 'bcd…', unless it is stopped. */
  const ask = (request: Partial<GenerationRequest> = {}) => {
    const parts: string[] = []
    const generation = engine.generate({
      id: `g${made++}`,
      prompt: [5, A],
      maxTokens: 100,
      sampling: GREEDY,
      stops: [],
      steering: null,
      priority: PRIORITY.interactive,
      project: 'p',
      onText: (text) => void parts.push(text),
      ...request,
    })
    return { generation, parts, text: () => parts.join('') }
  }
  return { engine, ask, ...stub }
}

type HeldStep = { step: Step; release: () => void }
type HeldSteps = ReturnType<typeof heldSteps>

/** Every step waits until it is let go. */
function heldSteps() {
  const held: HeldStep[] = []
  const releases: (() => void)[] = []
  let arrived = () => {}
  let isOpen = false
  const onStep = (step: Step) => {
    if (isOpen) return
    return new Promise<void>((release) => {
      held.push({ step, release })
      releases.push(release)
      arrived()
    })
  }
  /** The next step, once it is there; it waits to be released. */
  const next = async (): Promise<HeldStep> => {
    while (!held.length) {
      await new Promise<void>((resolve) => {
        arrived = resolve
      })
    }
    return held.shift()!
  }
  /** Lets so many steps pass. */
  const pass = async (count: number) => {
    for (let i = 0; i < count; i++) (await next()).release()
  }
  /** Lets all steps pass from now on. */
  const open = () => {
    isOpen = true
    for (const release of releases) release()
  }
  return { onStep, next, pass, open }
}

const outcome = (generation: Generation) =>
  generation.done.then(
    () => generation.finishReason as string,
    (problem: EngineError) => problem.code,
  )

describe('an answer', () => {
  test('streams as it is made, and the pieces are the whole', async () => {
    const { ask, steps } = engineOf()
    const { generation, parts, text } = ask()
    await generation.done
    expect(text()).toBe(ALPHABET.slice(1))
    expect(parts).toHaveLength(25)
    expect([generation.finishReason, generation.output.length]).toEqual(['stop', 26])
    // The prompt's stretch gives the first token, each step one more.
    expect(steps.map(({ kind }) => kind)).toEqual(['stretch', ...Array(25).fill('decode')])
  })

  test('runs each token at its place', async () => {
    const { ask, steps } = engineOf()
    await ask({ prompt: [7, 8, 9], maxTokens: 4 }).generation.done
    expect(steps).toMatchObject([
      { kind: 'stretch', request: { row: 0, start: 0, ids: [7, 8, 9], logits: 'last' } },
      { kind: 'decode', ids: [10], positions: [3] },
      { kind: 'decode', ids: [11], positions: [4] },
      { kind: 'decode', ids: [12], positions: [5] },
    ])
  })

  test('to a long prompt is prefilled in stretches, and only the last has logits', async () => {
    const { ask, steps } = engineOf()
    await ask({ prompt: new Array(2 * STRETCH + 3).fill(A), maxTokens: 1 }).generation.done
    expect(steps).toMatchObject([
      { request: { start: 0, ids: { length: STRETCH } } },
      { request: { start: STRETCH, ids: { length: STRETCH } } },
      { request: { start: 2 * STRETCH, ids: { length: 3 }, logits: 'last' } },
    ])
    expect(steps[0]).not.toHaveProperty('request.logits')
  })

  test('joins the batch and leaves it, and the others never notice', async () => {
    const { ask, steps } = engineOf()
    const asked = [3, 9, 1, 6].map((maxTokens) => ask({ maxTokens }))
    await Promise.all(asked.map(({ generation }) => generation.done))
    expect(asked.map(({ text }) => text())).toEqual(['bcd', 'bcdefghij', 'b', 'bcdefg'])
    expect(Math.max(...steps.map((step) => (step.kind === 'decode' ? step.ids.length : 0)))).toBeGreaterThan(1)
  })

  test('beside which a prompt is read gets its next token soon: the stretch is short', async () => {
    const held = heldSteps()
    const { ask } = engineOf({ held })
    const first = ask()
    await held.pass(2)
    const long = ask({ prompt: new Array(3 * STRETCH).fill(A) })
    let next = await held.next()
    while (next.step.kind !== 'stretch') {
      next.release()
      next = await held.next()
    }
    // Before any pace is known.
    expect(next.step.request.ids).toHaveLength(16)
    for (const { generation } of [first, long]) generation.cancel()
  })

  test('flows on while another prompt is prefilled', async () => {
    const held = heldSteps()
    const { next, pass } = held
    const { ask } = engineOf({ held })
    const first = ask()
    await pass(2)
    const long = ask({ prompt: new Array(3 * STRETCH).fill(A) })
    const kinds: string[] = []
    while (kinds.filter((kind) => kind === 'stretch').length < 3) {
      const { step, release } = await next()
      kinds.push(step.kind)
      release()
    }
    // Between two stretches there is a step of those who decode.
    expect(kinds.join(' ')).toMatch(/stretch decode stretch decode stretch$/)
    first.generation.cancel()
    long.generation.cancel()
  })

  test('behind a row whose prompt is read has that row run along, where it leaves no trace', async () => {
    const held = heldSteps()
    const { ask, steps } = engineOf({ held, rows: 2 })
    const [first, second] = [ask({ maxTokens: 2 }), ask({ prompt: [1, 2, A], maxTokens: 9 })]
    const third = ask({ prompt: new Array(2 * STRETCH).fill(A), maxTokens: 2 })
    const fourth = ask({ maxTokens: 2 })
    held.open()
    await Promise.all([first, second, third, fourth].map(({ generation }) => generation.done))
    expect([second, third, fourth].map(({ text }) => text())).toEqual(['bcdefghij', 'bc', 'bc'])
    // The second stayed in row 1, and row 0's idle token lay where that row's next stretch began.
    for (const [i, step] of steps.entries()) {
      if (step.kind === 'stretch' || step.positions.length < 2 || step.ids[0] !== 0) continue
      const next = steps.slice(i).find((later) => later.kind === 'stretch' && later.request.row === 0)
      expect(next).toMatchObject({ request: { start: step.positions[0] } })
    }
    expect(steps.some((step) => step.kind === 'decode' && step.ids[0] === 0)).toBe(true)
  })

  test('is given out while the next step runs', async () => {
    const held = heldSteps()
    const { ask } = engineOf({ held })
    const { text, generation } = ask()
    const prefill = await held.next()
    prefill.release()
    const step = await held.next()
    await nextTurn()
    expect([step.step.kind, text()]).toEqual(['decode', 'b'])
    generation.cancel()
  })

  test('never outgrows its row', async () => {
    const { ask } = engineOf({ capacity: 10 })
    const { generation } = ask({ prompt: [1, 2, 3, A], maxTokens: 100 })
    await generation.done
    expect([generation.finishReason, generation.output.length]).toEqual(['length', 6])
  })

  test('is moved with its KV when a row before it ends', async () => {
    const { ask, copies } = engineOf()
    const [short, long] = [ask({ maxTokens: 3 }), ask({ maxTokens: 9, prompt: [1, 2, A] })]
    await Promise.all([short.generation.done, long.generation.done])
    expect(copies).toEqual([[1, 0, expect.any(Number)]])
    expect(long.text()).toBe('bcdefghij')
  })
})

describe('is refused', () => {
  const refusal = (run: () => unknown) => {
    try {
      run()
    } catch (problem) {
      expect(problem).toBeInstanceOf(EngineError)
      return problem as EngineError
    }
    throw new Error('nothing was refused')
  }

  test('a prompt that fills the row, with both lengths', () => {
    const { ask } = engineOf({ capacity: 8 })
    for (const length of [8, 20]) {
      const { code, facts, message } = refusal(() => ask({ prompt: new Array(length).fill(A) }))
      expect([code, facts]).toEqual(['context_too_long', { tokens: length, max: 7 }])
      expect(message).toContain(`${length} tokens`)
      expect(message).toContain('7 fit')
    }
  })

  test('not one that leaves place for a single token', async () => {
    const { ask } = engineOf({ capacity: 8 })
    const { generation } = ask({ prompt: new Array(7).fill(A) })
    await generation.done
    expect(generation.output).toHaveLength(1)
  })

  test('an empty prompt', () => {
    expect(refusal(() => engineOf().ask({ prompt: [] })).message).toBe('a prompt has at least one token')
  })

  test('a user when the queue is full, but no fit', () => {
    const held = heldSteps()
    const { ask, engine } = engineOf({ held, rows: 1, queue: 2 })
    const waiting = [ask(), ask({ project: 'q' })]
    const { code, facts } = refusal(() => ask())
    expect([code, facts]).toEqual(['queue_full', { retryAfterSeconds: expect.any(Number) }])
    waiting.push(ask({ priority: PRIORITY.background }))
    expect(engine.stats.waiting).toBe(3)
    for (const { generation } of waiting) generation.cancel()
  })
})

describe('an abort', () => {
  test('before it was asked for runs nothing', async () => {
    const { ask, steps, engine } = engineOf()
    const { generation } = ask({ signal: AbortSignal.abort() })
    expect(await outcome(generation)).toBe('cancelled')
    await ask().generation.done
    expect(engine.stats.waiting).toBe(0)
    expect(steps.filter(({ kind }) => kind === 'stretch')).toHaveLength(1)
  })

  test('while it waits takes it out of the queue', async () => {
    const held = heldSteps()
    const { next, pass } = held
    const { ask, engine } = engineOf({ held, rows: 1 })
    const first = ask({ maxTokens: 2 })
    const controller = new AbortController()
    const waiting = ask({ signal: controller.signal })
    const { release } = await next()
    expect(engine.stats.waiting).toBe(1)
    controller.abort()
    expect(await outcome(waiting.generation)).toBe('cancelled')
    release()
    await pass(1)
    await first.generation.done
    await nextTurn()
    expect(waiting.text()).toBe('')
    expect(engine.stats).toMatchObject({ running: 0, waiting: 0 })
  })

  test('between two stretches of its prompt gives the row to the next at once', async () => {
    const held = heldSteps()
    const { next } = held
    const { ask } = engineOf({ held, rows: 1 })
    const long = ask({ prompt: new Array(5 * STRETCH - 1).fill(A) })
    const other = ask({ maxTokens: 1 })
    const first = await next()
    long.generation.cancel()
    first.release()
    const second = await next()
    expect(second.step).toMatchObject({ kind: 'stretch', request: { row: 0, start: 0, ids: [5, A] } })
    second.release()
    await other.generation.done
    expect([long.text(), other.text()]).toEqual(['', 'b'])
  })

  test('while it decodes gives the row to the next after the step under way', async () => {
    const held = heldSteps()
    const { next, pass } = held
    const { ask, engine } = engineOf({ held, rows: 2 })
    const [first, second] = [ask(), ask()]
    await pass(3)
    const waiting = ask()
    const step = await next()
    expect(step.step.kind).toBe('decode')
    const shown = first.text()
    first.generation.cancel()
    step.release()
    const after = await next()
    expect(after.step).toMatchObject({ kind: 'stretch', request: { row: 0 } })
    expect(engine.stats).toMatchObject({ running: 2, waiting: 0 })
    // Nothing is shown after the abort, not even the token of the step that was under way.
    expect(first.text()).toBe(shown)
    after.release()
    for (const { generation } of [second, waiting]) generation.cancel()
  })

  test('changes nothing for its neighbours', async () => {
    const held = heldSteps()
    const { pass } = held
    const { ask } = engineOf({ held })
    const asked = [ask(), ask(), ask()]
    await pass(8)
    asked[1]!.generation.cancel()
    held.open()
    await Promise.all([asked[0]!.generation.done, asked[2]!.generation.done])
    expect([asked[0]!.text(), asked[2]!.text()]).toEqual([ALPHABET.slice(1), ALPHABET.slice(1)])
  })

  test('after the end is none', async () => {
    const { ask } = engineOf()
    const controller = new AbortController()
    const { generation } = ask({ signal: controller.signal, maxTokens: 2 })
    await generation.done
    controller.abort()
    expect(generation.status).toBe('finished')
  })
})

describe('a failure', () => {
  test('of a step fails the batch with a message that tells nothing of the inside; the engine goes on', async () => {
    let steps = 0
    const onStep = ({ kind }: Step) => {
      if (kind === 'decode' && ++steps === 3) throw new Error('libonnxruntime: /secret/path')
    }
    const { ask, engine } = engineOf({ onStep })
    const failed = [ask(), ask()]
    const problems = await Promise.all(failed.map(({ generation }) => generation.done.catch((error) => error)))
    for (const problem of problems) {
      expect(problem).toBeInstanceOf(EngineError)
      expect(problem).toMatchObject({ code: 'failed', message: 'the model could not run this step' })
      expect(problem.cause.message).toContain('libonnxruntime')
    }
    expect(failed.map(({ generation }) => generation.status)).toEqual(['failed', 'failed'])

    const next = ask()
    await next.generation.done
    await nextTurn()
    expect(next.text()).toBe(ALPHABET.slice(1))
    expect(engine.stats.running).toBe(0)
  })

  test('of steps in a row shows, until one gives a token again; what is the request’s own does not count', async () => {
    let broken = true
    const onStep = ({ kind }: Step) => {
      if (broken && kind === 'stretch') throw new Error('broken')
    }
    const { ask, engine } = engineOf({ onStep })
    const shown: boolean[] = []
    for (let i = 0; i < 3; i++) {
      shown.push(engine.failing)
      await outcome(ask().generation)
    }
    expect([...shown, engine.failing]).toEqual([false, false, false, true])
    broken = false
    await outcome(ask().generation)
    expect(engine.failing).toBe(false)
    const onText = () => {
      throw new Error('the client is gone')
    }
    for (let i = 0; i < 4; i++) await outcome(ask({ onText }).generation)
    expect(engine.failing).toBe(false)
  })

  test('of a stretch fails that prompt only', async () => {
    const onStep = (step: Step) => {
      if (step.kind === 'stretch' && step.request.ids.includes(20)) throw new Error('broken')
    }
    const { ask } = engineOf({ onStep })
    const [good, bad, later] = [ask(), ask({ prompt: [20, A] }), ask()]
    expect(await Promise.all([good, bad, later].map(({ generation }) => outcome(generation)))).toEqual([
      'stop',
      'failed',
      'stop',
    ])
  })

  test('to load the graph for an edit fails that answer only', async () => {
    const onPrepare = () => {
      throw new Error('no memory for this graph')
    }
    const { ask } = engineOf({ onPrepare })
    const edit: Edit = new Map([['residual.0', { e: new Float32Array(HIDDEN), slots: [] }]])
    const [good, bad, later] = [ask(), ask({ steering: new FixedEdit(edit) }), ask()]
    expect(await Promise.all([good, bad, later].map(({ generation }) => outcome(generation)))).toEqual([
      'stop',
      'failed',
      'stop',
    ])
  })

  test('of whoever takes the text fails that answer only', async () => {
    const { ask } = engineOf()
    const onText = (text: string) => {
      if (text === 'e') throw new Error('the client is gone')
    }
    const [first, broken, last] = [ask(), ask({ onText }), ask()]
    expect(await outcome(broken.generation)).toBe('failed')
    await Promise.all([first.generation.done, last.generation.done])
    expect([first.text(), last.text()]).toEqual([ALPHABET.slice(1), ALPHABET.slice(1)])
  })

  test('of a reading is told to the reader', async () => {
    const { engine, ask } = engineOf({
      onStep: (step) => {
        if (step.kind === 'stretch' && step.request.row === 4) throw new Error('broken')
      },
    })
    await expect(engine.read({ start: 0, texts: [{ ids: [1] }] })).rejects.toThrow('broken')
    await ask().generation.done
  })
})

describe('background work', () => {
  test('waits for users, and readings wait for their prompts', async () => {
    const held = heldSteps()
    const { next } = held
    const { ask, engine } = engineOf({ held, rows: 4 })
    const first = ask({ maxTokens: 1 })
    const prefill = await next()
    const fit = ask({ maxTokens: 1, priority: PRIORITY.background, prompt: [3] })
    const reading = engine.read({ start: 0, texts: [{ ids: [9, 9] }] })
    const user = ask({ maxTokens: 1, prompt: [4] })
    prefill.release()
    const order: unknown[] = []
    for (let i = 0; i < 3; i++) {
      const { step, release } = await next()
      order.push(step.kind === 'stretch' ? [...step.request.ids] : step.kind)
      release()
    }
    expect(order).toEqual([[4], [3], [9, 9]])
    await Promise.all([first, fit, user].map(({ generation }) => generation.done))
    await reading
  })

  test('leaves a quarter of the rows to users', async () => {
    const held = heldSteps()
    const { next } = held
    const { ask, engine } = engineOf({ held, rows: 4 })
    const fits = Array.from({ length: 6 }, () => ask({ priority: PRIORITY.background }))
    for (let i = 0; i < 8; i++) (await next()).release()
    const step = await next()
    expect(engine.stats).toMatchObject({ running: 3, waiting: 3 })
    const user = ask()
    step.release()
    expect((await next()).step).toMatchObject({ kind: 'stretch', request: { row: 3 } })
    for (const { generation } of [...fits, user]) generation.cancel()
  })

  test('reads on its own row, beside the ones that decode', async () => {
    const { engine, steps } = engineOf({ rows: 3 })
    await engine.read({ start: 0, texts: [{ ids: [1, 2] }], logits: true })
    expect(steps).toMatchObject([{ kind: 'stretch', request: { row: 3, start: 0, ids: [1, 2], logits: 'all' } }])
  })
})

describe('closing', () => {
  test('ends what runs, waits and reads, after the step under way, and frees the runner', async () => {
    const held = heldSteps()
    const { next, pass } = held
    const { ask, engine, disposed } = engineOf({ held, rows: 1 })
    const [running, waiting] = [ask(), ask()]
    await pass(3)
    const { step, release } = await next()
    expect(step.kind).toBe('decode')
    const reading = expect(engine.read({ start: 0, texts: [{ ids: [1] }] })).rejects.toMatchObject({ code: 'closed' })
    const closed = engine[Symbol.asyncDispose]()
    const shown = running.text()
    await nextTurn()
    expect(disposed()).toBe(false)
    release()
    await Promise.all([closed, reading])
    expect(disposed()).toBe(true)
    expect(await outcome(running.generation)).toBe('closed')
    expect(await outcome(waiting.generation)).toBe('closed')
    expect(running.text().length - shown.length).toBeLessThanOrEqual(1)
  })

  test('gently takes nothing new and lets users’ answers end', async () => {
    const held = heldSteps()
    const { ask, engine } = engineOf({ held, rows: 2 })
    const answers = [ask({ maxTokens: 5 }), ask({ maxTokens: 9 }), ask({ maxTokens: 2 })]
    const fit = ask({ priority: PRIORITY.background })
    await held.pass(2)
    let drained = false
    const draining = engine.drain(new AbortController().signal).then(() => {
      drained = true
    })
    expect(engine.draining).toBe(true)
    expect(() => ask()).toThrow('the engine is shutting down')
    // A fit goes on until the worker ends, so that what it has reached is kept.
    const next = ask({ priority: PRIORITY.background })
    await nextTurn()
    expect(drained).toBe(false)
    held.open()
    await draining
    expect(answers.map(({ text }) => text().length)).toEqual([5, 9, 2])
    await engine[Symbol.asyncDispose]()
    expect([fit, next].map(({ generation }) => generation.ended)).toEqual([true, true])
  })

  test('gently ends at the latest when the patience does', async () => {
    const held = heldSteps()
    const { ask, engine } = engineOf({ held })
    const { generation } = ask()
    const patience = new AbortController()
    const draining = engine.drain(patience.signal)
    patience.abort()
    await draining
    expect(generation.ended).toBe(false)
    await engine.drain(AbortSignal.abort())
  })

  test('refuses what comes after', async () => {
    const { ask, engine } = engineOf()
    await engine[Symbol.asyncDispose]()
    expect(() => ask()).toThrow('the engine is shutting down')
    await expect(engine.read({ start: 0, texts: [{ ids: [1] }] })).rejects.toMatchObject({ code: 'closed' })
  })

  test('twice is once', async () => {
    const { engine } = engineOf()
    await Promise.all([engine[Symbol.asyncDispose](), engine[Symbol.asyncDispose]()])
    await engine[Symbol.asyncDispose]()
  })
})

test('counts what it did', async () => {
  const { ask, engine } = engineOf()
  const asked = [ask({ maxTokens: 3 }), ask({ maxTokens: 3, prompt: [1, 2, 3, A] })]
  await Promise.all(asked.map(({ generation }) => generation.done))
  await nextTurn()
  const { decodedTokens, prefilledTokens, decodeSteps, running, waiting } = engine.stats
  expect({ decodedTokens, prefilledTokens, running, waiting }).toEqual({
    decodedTokens: 4,
    prefilledTokens: 6,
    running: 0,
    waiting: 0,
  })
  expect(decodeSteps).toBe(3)
})
