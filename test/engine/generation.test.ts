/** One answer's state: how its prompt is cut, which edit its next token gets, how it ends. */
import { describe, expect, test } from 'vitest'
import { EngineError } from '../../gpu-worker/engine/errors.ts'
import { FixedEdit } from '../../gpu-worker/engine/fixed-edit.ts'
import type { Generation } from '../../gpu-worker/engine/generation.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { generationOf, LETTERS, logitsFor } from './fake-generation.ts'

const EDIT: Edit = new Map([['residual.0', { e: Float32Array.of(1), slots: [] }]])
const promptOf = (length: number) => Array.from({ length }, (_, i) => i)

/** Feeds tokens until the generation ends or there are no more. */
function feed(generation: Generation, ...tokens: number[]): Generation {
  for (const token of tokens) {
    if (generation.ended) break
    generation.accept(logitsFor(token), null, LETTERS)
    generation.emit()
  }
  return generation
}

describe("a prompt's stretches", () => {
  /** [first token, count, edited, last] of each. */
  function stretches(generation: Generation, size: number) {
    const cuts: [number, number, boolean, boolean][] = []
    for (;;) {
      const { ids, edit, last } = generation.nextStretch(size)
      cuts.push([ids[0]!, ids.length, edit === EDIT, last])
      generation.cached += ids.length
      if (last) return cuts
    }
  }

  test('are as long as may be', () => {
    expect(stretches(generationOf({ prompt: promptOf(10) }), 4)).toEqual([
      [0, 4, false, false],
      [4, 4, false, false],
      [8, 2, false, true],
    ])
    expect(stretches(generationOf({ prompt: promptOf(8) }), 4)).toEqual([
      [0, 4, false, false],
      [4, 4, false, true],
    ])
    expect(stretches(generationOf({ prompt: [0] }), 4)).toEqual([[0, 1, false, true]])
  })

  test('leave no single token for the last', () => {
    expect(stretches(generationOf({ prompt: promptOf(9) }), 4)).toEqual([
      [0, 4, false, false],
      [4, 3, false, false],
      [7, 2, false, true],
    ])
  })

  test('go on after a part that is there already', () => {
    const generation = generationOf({ prompt: promptOf(40) })
    generation.reuse(2)
    expect(stretches(generation, 4)).toEqual([
      [32, 4, false, false],
      [36, 4, false, true],
    ])
    expect(generation.reused).toBe(32)
  })

  test.each([
    ['generated', 32, 30],
    ['generated', 33, 31],
    ['generated', 34, 32],
    // The last token runs alone, under the edit.
    ['answer', 33, 32],
    ['answer', 34, 31],
    ['answer', 35, 32],
  ] as const)(
    "begin so that the last has two tokens, or one under the edit: scope '%s' of %i",
    (scope, length, first) => {
      const generation = generationOf({ prompt: promptOf(length), steering: new FixedEdit(EDIT, scope) })
      generation.reuse(2)
      expect(stretches(generation, 128)[0]![0]).toBe(first)
    },
  )

  test("scope 'generated' edits none of the prompt", () => {
    const generation = generationOf({ prompt: promptOf(5), steering: new FixedEdit(EDIT) })
    expect(stretches(generation, 4).map(([, , edited]) => edited)).toEqual([false, false])
  })

  test("scope 'all' edits all of it", () => {
    const generation = generationOf({ prompt: promptOf(5), steering: new FixedEdit(EDIT, 'all') })
    expect(stretches(generation, 4).map(([, , edited]) => edited)).toEqual([true, true])
  })

  test.each([
    [
      5,
      [
        [0, 4, false, false],
        [4, 1, true, true],
      ],
    ],
    [
      7,
      [
        [0, 4, false, false],
        [4, 2, false, false],
        [6, 1, true, true],
      ],
    ],
    [
      8,
      [
        [0, 4, false, false],
        [4, 3, false, false],
        [7, 1, true, true],
      ],
    ],
    [1, [[0, 1, true, true]]],
  ])("scope 'answer' edits the last token alone: %d tokens", (length, cuts) => {
    const generation = generationOf({ prompt: promptOf(length), steering: new FixedEdit(EDIT, 'answer') })
    expect(stretches(generation, 4)).toEqual(cuts)
  })
})

describe('the edit of the next step', () => {
  test('is the one in force; none without steering', () => {
    expect(generationOf({ steering: new FixedEdit(EDIT) }).nextEdit).toBe(EDIT)
    expect(generationOf().nextEdit).toBeNull()
  })
})

describe('the end', () => {
  /** Keeps the text that is shown. */
  const keptText = () => {
    const parts: string[] = []
    return { parts, onText: (more: string) => void parts.push(more) }
  }

  test('by the end token, which is counted and not shown', () => {
    const { parts, onText } = keptText()
    const generation = generationOf({ onText })
    feed(generation, 8, 9, 0)
    expect([parts.join(''), generation.finishReason, generation.status]).toEqual(['hi', 'stop', 'finished'])
    expect(generation.output).toEqual([8, 9, 0])
  })

  test('by length', async () => {
    const generation = feed(generationOf({ maxTokens: 2 }), 1, 2, 3)
    expect([generation.output, generation.finishReason]).toEqual([[1, 2], 'length'])
    expect(await generation.done).toBe(generation)
  })

  test('by a stop string over several tokens, which is not shown', () => {
    const { parts, onText } = keptText()
    const generation = generationOf({ stops: ['cd'], onText })
    feed(generation, 1, 2, 3, 4, 5)
    expect([parts.join(''), generation.finishReason]).toEqual(['ab', 'stop'])
    expect(generation.output).toHaveLength(4)
  })

  test('releases what was held for a stop string that did not come', () => {
    const { parts, onText } = keptText()
    const generation = generationOf({ maxTokens: 3, stops: ['cde'], onText })
    feed(generation, 2, 3, 4)
    expect(parts).toEqual(['b', 'cd'])
    expect(generation.finishReason).toBe('length')
  })

  test('text waits until it is given out, or the end', () => {
    const { parts, onText } = keptText()
    const generation = generationOf({ maxTokens: 3, onText })
    for (const token of [1, 2]) generation.accept(logitsFor(token), null, LETTERS)
    expect(parts).toEqual([])
    generation.emit()
    generation.emit()
    expect(parts).toEqual(['ab'])
    generation.accept(logitsFor(3), null, LETTERS)
    expect(parts).toEqual(['ab', 'c'])
  })

  test('nothing is given out after a cancel', () => {
    const { parts, onText } = keptText()
    const generation = generationOf({ onText })
    generation.accept(logitsFor(1), null, LETTERS)
    generation.cancel()
    generation.emit()
    expect(parts).toEqual([])
  })

  test('text is never the empty string', () => {
    const { parts, onText } = keptText()
    feed(generationOf({ stops: ['aaaa'], onText }), 1, 1, 1, 2, 0)
    expect(parts).toEqual(['aaab'])
  })
})

describe('cancelling and failing', () => {
  test('reject, once, with the first reason', async () => {
    const generation = generationOf()
    generation.cancel()
    generation.fail(new Error('late'))
    generation.finish('stop')
    expect([generation.status, generation.finishReason]).toEqual(['cancelled', null])
    await expect(generation.done).rejects.toMatchObject({ name: 'EngineError', code: 'cancelled' })
  })

  test('after the end change nothing', async () => {
    const generation = feed(generationOf(), 0)
    generation.cancel()
    generation.fail(new Error('late'))
    expect(generation.status).toBe('finished')
    expect(await generation.done).toBe(generation)
  })

  test('a failure carries its reason', async () => {
    const generation = generationOf()
    const reason = new EngineError('failed', 'the model could not run this step')
    generation.fail(reason)
    expect(generation.status).toBe('failed')
    await expect(generation.done).rejects.toBe(reason)
  })

  test('show no more text', () => {
    const parts: string[] = []
    const generation = generationOf({ stops: ['ab'], onText: (more) => void parts.push(more) })
    feed(generation, 1)
    generation.cancel()
    expect(parts).toEqual([])
  })
})
