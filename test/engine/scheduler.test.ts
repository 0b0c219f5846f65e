/** Who runs when and in which row, decided over generations that run on nothing. */
import { beforeEach, describe, expect, test } from 'vitest'
import { EngineError } from '../../gpu-worker/engine/errors.ts'
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

/** One turn of the engine's loop: the prompt is prefilled whole, which gives a first token. */
function turn(scheduler: Scheduler) {
  scheduler.release()
  const { prefill, decode } = scheduler.schedule()
  const decided = { prefill: idOf(prefill), decode: decode.map(idOf) }
  if (prefill) {
    prefill.cached = prefill.request.prompt.length
    if (!prefill.ended) prefill.accept(logitsFor(1), null, LETTERS)
  }
  return decided
}

const idle = { prefill: null, decode: [] }

describe('order', () => {
  test('first come, first served: one prompt a turn, beside what decodes', () => {
    const scheduler = schedulerOf()
    for (const id of ['a', 'b', 'c']) scheduler.add(named(id))
    expect([turn(scheduler), turn(scheduler), turn(scheduler), turn(scheduler)]).toEqual([
      { prefill: 'a', decode: [] },
      { prefill: 'b', decode: ['a'] },
      { prefill: 'c', decode: ['a', 'b'] },
      { prefill: null, decode: ['a', 'b', 'c'] },
    ])
    expect(moves).toEqual([])
  })

  test('a long prompt keeps its turn until it is in', () => {
    const scheduler = schedulerOf()
    for (const id of ['a', 'b']) scheduler.add(named(id))
    for (let i = 0; i < 3; i++) {
      scheduler.release()
      expect(idOf(scheduler.schedule().prefill)).toBe('a')
    }
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
    expect(turn(scheduler)).toEqual({ prefill: null, decode: ['a', 'b'] })
    expect([scheduler.running, scheduler.waiting]).toEqual([2, 1])
    b!.finish('stop')
    expect(turn(scheduler)).toEqual({ prefill: 'c', decode: ['a'] })
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
    expect(turn(scheduler)).toEqual({ prefill: null, decode: ['fit0', 'fit1'] })
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
    expect(turn(scheduler)).toEqual({ prefill: null, decode: ['user', 'fit0'] })
    user.cancel()
    expect(turn(scheduler).prefill).toBe('fit1')
    expect(turn(scheduler).prefill).toBe('fit2')
  })

  test('a background prompt gives way to a user’s and begins again later', () => {
    const scheduler = schedulerOf()
    const long = named('fit', PRIORITY.background)
    scheduler.add(long)
    scheduler.release()
    expect(idOf(scheduler.schedule().prefill)).toBe('fit')
    long.cached = 2
    scheduler.add(named('user'))
    expect(turn(scheduler).prefill).toBe('user')
    expect([long.row, long.cached, long.status]).toEqual([-1, 0, 'queued'])
    expect(turn(scheduler)).toEqual({ prefill: 'fit', decode: ['user'] })
    expect(long.row).toBe(1)
  })

  test('users may take every row', () => {
    const scheduler = schedulerOf({ rows: 3, reserved: 2 })
    for (const id of ['a', 'b', 'c']) scheduler.add(named(id))
    for (let i = 0; i < 3; i++) turn(scheduler)
    expect(turn(scheduler).decode).toEqual(['a', 'b', 'c'])
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
    expect(turn(scheduler)).toEqual({ prefill: null, decode: ['a', 'b'] })
    expect(moves).toEqual([])
  })

  test('elsewhere brings the last row into the gap', () => {
    const { scheduler, generations } = decoding(4)
    generations[1]!.cancel()
    expect(turn(scheduler)).toEqual({ prefill: null, decode: ['a', 'd', 'c'] })
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

  test('moves the one that prefills along, so that it still joins at the end', () => {
    const { scheduler, generations } = decoding(3, schedulerOf({ rows: 4 }))
    const long = named('long')
    scheduler.add(long)
    scheduler.release()
    expect(idOf(scheduler.schedule().prefill)).toBe('long')
    expect(long.row).toBe(3)
    generations[0]!.finish('stop')
    scheduler.release()
    expect(moves).toEqual([
      ['c', 2, 0],
      ['long', 3, 2],
    ])
    turn(scheduler)
    expect(turn(scheduler).decode).toEqual(['c', 'b', 'long'])
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
    expect(turn(scheduler)).toEqual({ prefill: 'c', decode: [] })
  })

  test('while prefilling gives the row to the next at once', () => {
    const scheduler = schedulerOf({ rows: 1 })
    const [a, b] = [named('a'), named('b')]
    scheduler.add(a)
    scheduler.add(b)
    scheduler.release()
    expect(idOf(scheduler.schedule().prefill)).toBe('a')
    a.cancel()
    expect(turn(scheduler)).toEqual({ prefill: 'b', decode: [] })
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
    expect(turn(scheduler)).toEqual({ prefill: 'next', decode: [] })
  })

  test('of all leaves it idle', () => {
    const { scheduler, generations } = decoding(3)
    for (const generation of generations) generation.cancel()
    expect(turn(scheduler)).toEqual(idle)
    expect(scheduler.idle).toBe(true)
    expect(scheduler.all).toEqual([])
  })
})

describe('the queue', () => {
  test('is bounded for users, and says how long it is', () => {
    const scheduler = schedulerOf({ queue: 2 })
    scheduler.add(named('a'))
    scheduler.add(named('b'))
    const refused = () => scheduler.add(named('c'))
    expect(refused).toThrow(EngineError)
    expect(refused).toThrow('2 generations are waiting already')
    expect(scheduler.waiting).toBe(2)
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
