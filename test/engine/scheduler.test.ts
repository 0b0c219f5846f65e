/** Who runs when and in which row, decided over generations that run on nothing. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { EngineError } from '../../gpu-worker/engine/errors.ts'
import { type Generation, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { Scheduler } from '../../gpu-worker/engine/scheduler.ts'
import { generationOf, LETTERS, logitsFor } from './fake-generation.ts'

let moves: [id: string, from: number, to: number][]
beforeEach(() => {
  moves = []
})

const schedulerOf = ({ rows = 4, reserved = 0, beside = 4, queue = 100 } = {}) =>
  new Scheduler({
    rows,
    reserved,
    beside,
    queue,
    onMove: ({ request }, from, to) => void moves.push([request.id, from, to]),
  })

const named = (id: string, priority: 0 | 1 = PRIORITY.interactive) => generationOf({ id, priority })
const idOf = (generation: Generation | null) => generation?.request.id ?? null

/** One turn of the engine's loop: what was decided; then the prompt is read whole, which gives a first token. */
function turn(scheduler: Scheduler) {
  scheduler.release()
  const prefill = scheduler.schedule()
  const decided = { prefill: idOf(prefill), rows: scheduler.batch.map(idOf) }
  if (prefill) {
    prefill.cached = prefill.request.prompt.length
    if (!prefill.ended) prefill.accept(logitsFor(1), null, LETTERS)
  }
  return decided
}

const idle = { prefill: null, rows: [] }

describe('order', () => {
  test('first come, first served: one prompt a turn, beside what decodes', () => {
    const scheduler = schedulerOf()
    for (const id of ['a', 'b', 'c']) scheduler.add(named(id))
    expect([turn(scheduler), turn(scheduler), turn(scheduler), turn(scheduler)]).toEqual([
      { prefill: 'a', rows: [] },
      { prefill: 'b', rows: ['a'] },
      { prefill: 'c', rows: ['a', 'b'] },
      { prefill: null, rows: ['a', 'b', 'c'] },
    ])
    expect(moves).toEqual([])
  })

  /** Turns in which only stretches of 32 tokens are read: whose they were. */
  function readers(scheduler: Scheduler, turns: number) {
    return Array.from({ length: turns }, () => {
      scheduler.release()
      const prompt = scheduler.schedule()!
      prompt.cached += 32
      if (prompt.cached >= prompt.request.prompt.length) prompt.accept(logitsFor(1), null, LETTERS)
      return idOf(prompt)
    })
  }
  const long = (id: string, tokens: number, priority: 0 | 1 = PRIORITY.interactive) =>
    generationOf({ id, priority, prompt: new Array(tokens).fill(1) })

  test('of two long prompts one is read to its end, so that its answer begins', () => {
    const scheduler = schedulerOf()
    for (const id of ['a', 'b']) scheduler.add(long(id, 128))
    expect(readers(scheduler, 8)).toEqual(['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'])
  })

  test('a short prompt goes before what is left of a long one', () => {
    const scheduler = schedulerOf()
    scheduler.add(long('long', 320))
    expect(readers(scheduler, 2)).toEqual(['long', 'long'])
    scheduler.add(long('short', 32))
    expect(readers(scheduler, 2)).toEqual(['short', 'long'])
  })

  test('but a long one is not put off for ever by short ones', () => {
    const scheduler = schedulerOf({ rows: 64 })
    scheduler.add(long('long', 320))
    const order: (string | null)[] = []
    for (let i = 0; i < 40; i++) {
      scheduler.add(long('short', 32))
      order.push(...readers(scheduler, 1))
    }
    expect(order[0]).toBe('short')
    // 18 turns count as many tokens as it is longer.
    expect(order.indexOf('long')).toBe(18)
  })

  test('users go before background work, whoever came first', () => {
    const scheduler = schedulerOf()
    scheduler.add(named('fit', PRIORITY.background))
    scheduler.add(named('user'))
    expect(turn(scheduler).prefill).toBe('user')
    expect(turn(scheduler).prefill).toBe('fit')
  })

  test('with nobody there is nothing to do', () => {
    const scheduler = schedulerOf()
    expect(turn(scheduler)).toEqual(idle)
    expect([scheduler.running, scheduler.waiting, scheduler.idle]).toEqual([0, 0, true])
  })
})

describe('rows', () => {
  test('when all are taken the rest waits, and gets the first that falls free', () => {
    const scheduler = schedulerOf({ rows: 2 })
    const [a, b, c] = ['a', 'b', 'c'].map((id) => named(id))
    for (const generation of [a!, b!, c!]) scheduler.add(generation)
    turn(scheduler)
    turn(scheduler)
    expect(turn(scheduler)).toEqual({ prefill: null, rows: ['a', 'b'] })
    expect([scheduler.running, scheduler.waiting]).toEqual([2, 1])
    b!.finish('stop')
    expect(turn(scheduler)).toEqual({ prefill: 'c', rows: ['a'] })
    expect([a!.row, b!.row, c!.row]).toEqual([0, -1, 1])
  })

  test('a generation prefills in the row after those that decode, and stays there', () => {
    const scheduler = schedulerOf()
    const generations = ['a', 'b', 'c'].map((id) => named(id))
    for (const generation of generations) scheduler.add(generation)
    turn(scheduler)
    turn(scheduler)
    turn(scheduler)
    turn(scheduler)
    expect(generations.map(({ row }) => row)).toEqual([0, 1, 2])
  })

  test('some are kept from background work', () => {
    const scheduler = schedulerOf({ rows: 4, reserved: 2 })
    for (let i = 0; i < 4; i++) scheduler.add(named(`fit${i}`, PRIORITY.background))
    turn(scheduler)
    turn(scheduler)
    expect(turn(scheduler)).toEqual({ prefill: null, rows: ['fit0', 'fit1'] })
    scheduler.add(named('user'))
    expect(turn(scheduler).prefill).toBe('user')
    expect(scheduler.waiting).toBe(2)
  })

  test('background work takes few beside users, and more when they are gone', () => {
    const scheduler = schedulerOf({ rows: 6, reserved: 1, beside: 1 })
    const user = named('user')
    scheduler.add(user)
    turn(scheduler)
    for (let i = 0; i < 4; i++) scheduler.add(named(`fit${i}`, PRIORITY.background))
    expect(turn(scheduler).prefill).toBe('fit0')
    expect(turn(scheduler)).toEqual({ prefill: null, rows: ['user', 'fit0'] })
    user.cancel()
    expect(turn(scheduler).prefill).toBe('fit1')
    expect(turn(scheduler).prefill).toBe('fit2')
  })

  test('a background prompt gives way to a user’s and begins again later', () => {
    const scheduler = schedulerOf({ rows: 2 })
    const fit = named('fit', PRIORITY.background)
    scheduler.add(fit)
    scheduler.release()
    expect(idOf(scheduler.schedule())).toBe('fit')
    fit.cached = 2
    const users = [named('user'), named('second')]
    for (const user of users) scheduler.add(user)
    expect(turn(scheduler).prefill).toBe('user')
    expect([fit.row, fit.cached, fit.status]).toEqual([-1, 0, 'queued'])
    expect(turn(scheduler)).toEqual({ prefill: 'second', rows: ['second', 'user'] })
    users[1]!.cancel()
    expect(turn(scheduler)).toEqual({ prefill: 'fit', rows: ['fit', 'user'] })
  })

  test('a background prompt waits, where it is, while users’ are read and rows are free', () => {
    const scheduler = schedulerOf()
    const fit = named('fit', PRIORITY.background)
    scheduler.add(fit)
    scheduler.schedule()
    fit.cached = 2
    scheduler.add(named('user'))
    expect(turn(scheduler).prefill).toBe('user')
    expect(turn(scheduler)).toEqual({ prefill: 'fit', rows: ['fit', 'user'] })
    expect(fit.cached).toBe(3)
  })

  test('users may take every row', () => {
    const scheduler = schedulerOf({ rows: 3, reserved: 2 })
    for (const id of ['a', 'b', 'c']) scheduler.add(named(id))
    for (let i = 0; i < 3; i++) turn(scheduler)
    expect(turn(scheduler).rows).toEqual(['a', 'b', 'c'])
  })
})

describe('an end', () => {
  /** Generations a, b, … that all decode. */
  function decoding(count: number, scheduler = schedulerOf({ rows: count + 1 })) {
    const generations = Array.from({ length: count }, (_, i) => named(String.fromCharCode(97 + i)))
    for (const generation of generations) scheduler.add(generation)
    for (let i = 0; i <= count; i++) turn(scheduler)
    expect(generations.map(({ row }) => row)).toEqual([...Array(count).keys()])
    return { scheduler, generations }
  }

  test('in the last row moves nobody', () => {
    const { scheduler, generations } = decoding(3)
    generations[2]!.finish('stop')
    expect(turn(scheduler)).toEqual({ prefill: null, rows: ['a', 'b'] })
    expect(moves).toEqual([])
  })

  test('elsewhere brings the last row into the gap', () => {
    const { scheduler, generations } = decoding(4)
    generations[1]!.cancel()
    expect(turn(scheduler)).toEqual({ prefill: null, rows: ['a', 'd', 'c'] })
    expect(moves).toEqual([['d', 3, 1]])
    expect(generations.map(({ row }) => row)).toEqual([0, -1, 2, 1])
  })

  test('of several at once leaves no gap, and never copies what ended', () => {
    for (let mask = 0; mask < 32; mask++) {
      moves = []
      const { scheduler, generations } = decoding(5)
      const ended = generations.filter((_, i) => mask & (1 << i))
      for (const generation of ended) generation.finish('length')
      turn(scheduler)
      const left = generations.filter((generation) => !ended.includes(generation))
      expect(left.map(({ row }) => row).sort()).toEqual([...left.keys()])
      for (const generation of ended) expect(generation.row).toBe(-1)
      for (const [id] of moves) expect(left.map(idOf)).toContain(id)
      // A row is only ever copied over one that nobody needs any more.
      const holders = new Map(generations.map((generation, row) => [row, generation]))
      for (const [id, from, to] of moves) {
        const over = holders.get(to)
        expect(over === undefined || ended.includes(over)).toBe(true)
        expect(idOf(holders.get(from)!)).toBe(id)
        holders.set(to, holders.get(from)!)
        holders.delete(from)
      }
    }
  })

  test('moves nobody while others wait for a row: they get it', () => {
    const { scheduler, generations } = decoding(3, schedulerOf({ rows: 3 }))
    for (const id of ['x', 'y']) scheduler.add(named(id))
    generations[0]!.finish('stop')
    expect(turn(scheduler)).toEqual({ prefill: 'x', rows: ['x', 'b', 'c'] })
    generations[1]!.finish('stop')
    expect(turn(scheduler)).toEqual({ prefill: 'y', rows: ['x', 'y', 'c'] })
    expect(moves).toEqual([])
  })

  test('does not move the one that prefills', () => {
    const { scheduler, generations } = decoding(3, schedulerOf({ rows: 4 }))
    const prompt = named('prompt')
    scheduler.add(prompt)
    scheduler.release()
    expect(idOf(scheduler.schedule())).toBe('prompt')
    generations[0]!.finish('stop')
    expect(turn(scheduler)).toEqual({ prefill: 'prompt', rows: ['c', 'b'] })
    expect([moves, prompt.row]).toEqual([[['c', 2, 0]], 3])
    expect(turn(scheduler).rows).toEqual(['c', 'b', 'prompt'])
  })

  test('while waiting is forgotten', () => {
    const scheduler = schedulerOf({ rows: 1 })
    const [a, b, c] = ['a', 'b', 'c'].map((id) => named(id))
    for (const generation of [a!, b!, c!]) scheduler.add(generation)
    turn(scheduler)
    b!.cancel()
    turn(scheduler)
    expect(scheduler.waiting).toBe(1)
    a!.finish('stop')
    expect(turn(scheduler)).toEqual({ prefill: 'c', rows: [] })
  })

  test('while prefilling gives the row to the next at once', () => {
    const scheduler = schedulerOf({ rows: 1 })
    const [a, b] = [named('a'), named('b')]
    scheduler.add(a)
    scheduler.add(b)
    scheduler.release()
    expect(idOf(scheduler.schedule())).toBe('a')
    a.cancel()
    expect(turn(scheduler)).toEqual({ prefill: 'b', rows: [] })
    expect([a.row, b.row]).toEqual([-1, 0])
    expect(moves).toEqual([])
  })

  test('with the first token, right after the prompt, frees the row', () => {
    const scheduler = schedulerOf({ rows: 1 })
    const short = generationOf({ id: 'short', maxTokens: 1 })
    scheduler.add(short)
    scheduler.add(named('next'))
    turn(scheduler)
    expect(short.status).toBe('finished')
    expect(turn(scheduler)).toEqual({ prefill: 'next', rows: [] })
  })

  test('of all leaves it idle', () => {
    const { scheduler, generations } = decoding(3)
    for (const generation of generations) generation.cancel()
    expect(turn(scheduler)).toEqual(idle)
    expect(scheduler.idle).toBe(true)
    expect(scheduler.all).toEqual([])
  })
})

describe('projects', () => {
  const of = (project: string, id: string) => generationOf({ project, id })

  test('a flood of one does not hold up another', () => {
    const scheduler = schedulerOf({ rows: 4 })
    for (let i = 0; i < 8; i++) scheduler.add(of('flood', `f${i}`))
    scheduler.add(of('p', 'p0'))
    const order = Array.from({ length: 4 }, () => turn(scheduler).prefill)
    expect(order.toSorted()).toEqual(['f0', 'f1', 'f2', 'p0'])
  })

  test('the one with the fewest rows goes first, whoever came first', () => {
    const scheduler = schedulerOf({ rows: 4 })
    const flood = Array.from({ length: 8 }, (_, i) => of('flood', `f${i}`))
    for (const generation of flood) scheduler.add(generation)
    for (let i = 0; i < 4; i++) turn(scheduler)
    for (const id of ['p0', 'p1', 'p2']) scheduler.add(of('p', id))
    const next: (string | null)[] = []
    for (const ends of [flood[2]!, flood[0]!, flood[3]!]) {
      ends.finish('stop')
      next.push(turn(scheduler).prefill)
    }
    // The third row that falls free would be p's third of four.
    expect(next).toEqual(['p0', 'p1', 'f4'])
  })

  test('of equals, the one served longest ago', () => {
    const scheduler = schedulerOf({ rows: 1 })
    for (const id of ['a0', 'a1', 'a2']) scheduler.add(of('a', id))
    for (const id of ['b0', 'b1']) scheduler.add(of('b', id))
    const order: (string | null)[] = []
    for (let i = 0; i < 5; i++) {
      order.push(turn(scheduler).prefill)
      for (const generation of scheduler.all) if (generation.decoding) generation.finish('stop')
    }
    expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2'])
  })
})

describe('the queue', () => {
  const refused = (run: () => void) => {
    try {
      run()
    } catch (problem) {
      return problem as EngineError
    }
    throw new Error('it was not refused')
  }

  test('is bounded for users, and says how long it is and when to come again', () => {
    const scheduler = schedulerOf({ queue: 4 })
    for (const project of ['p', 'q', 'p', 'q']) scheduler.add(generationOf({ project }))
    const refusal = refused(() => scheduler.add(generationOf({ project: 'r' })))
    expect(refusal.message).toBe('the queue is full: 4 of 4 wait')
    expect([refusal.code, refusal.facts]).toEqual(['queue_full', { retryAfterSeconds: expect.any(Number) }])
    expect(scheduler.waiting).toBe(4)
  })

  test('is not filled by one project', () => {
    const scheduler = schedulerOf({ queue: 4 })
    for (let i = 0; i < 2; i++) scheduler.add(generationOf({ project: 'p' }))
    expect(refused(() => scheduler.add(generationOf({ project: 'p' }))).message).toBe(
      "the project's part of the queue is full: 2 of 2 wait",
    )
    expect(() => scheduler.add(generationOf({ project: 'q' }))).not.toThrow()
  })

  test('is not for background work, which does not take places from users either', () => {
    const scheduler = schedulerOf({ queue: 1 })
    for (let i = 0; i < 5; i++) scheduler.add(named(`fit${i}`, PRIORITY.background))
    expect(() => scheduler.add(named('a'))).not.toThrow()
  })

  test('does not count those who left', () => {
    const scheduler = schedulerOf({ queue: 1 })
    const gone = named('gone')
    scheduler.add(gone)
    gone.cancel()
    expect(() => scheduler.add(named('a'))).not.toThrow()
    expect(turn(scheduler).prefill).toBe('a')
  })
})
