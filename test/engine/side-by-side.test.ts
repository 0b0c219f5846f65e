/** Which texts are read together, and where their tokens stand. */
import { describe, expect, test } from 'vitest'
import { laidTogether, SideBySide } from '../../gpu-worker/engine/side-by-side.ts'
import type { Edit } from '../../shared/steering/edit.ts'

const none = new Float32Array(2)
const added: Edit = new Map([['residual.0', { e: none, slots: [] }]])
const slotted: Edit = new Map([['residual.0', { e: none, slots: [{ u: none, v: none, a: 1, g: 0 }] }]])
const text = (length: number, edit?: Edit) => ({ ids: Array.from({ length }, (_, i) => i), ...(edit && { edit }) })

describe('texts are laid together', () => {
  test('in their order, as many as there is room for', () => {
    expect(
      laidTogether(
        [4, 4, 2, 1, 9].map((length) => text(length, added)),
        10,
      ),
    ).toEqual([
      [0, 1, 2],
      [3, 4],
    ])
  })

  test('but those with rank slots, and those that are too long, alone', () => {
    const texts = [text(2), text(2, slotted), text(2), text(11), text(3), text(3, added)]
    expect(laidTogether(texts, 10)).toEqual([[0], [1], [2], [3], [4, 5]])
  })

  test('and every one alone where nothing may lie side by side', () => {
    expect(laidTogether([text(1), text(1)], 0)).toEqual([[0], [1]])
  })
})

describe('side by side', () => {
  const seen = [90, 91, 92]
  const texts = [
    { ids: [10, 11], edit: added, targets: [11, 12] },
    { ids: [20, 21, 22], targets: [21, 22, 23] },
  ]

  test('every text follows what all see, and sees no other', () => {
    const laid = new SideBySide(7, seen, texts)
    expect(laid.stretch(0, laid.length)).toEqual({
      start: 7,
      ids: [90, 91, 92, 10, 11, 20, 21, 22],
      edits: [null, null, null, added, added, null, null, null],
      targets: [11, 12, 21, 22, 23],
      places: {
        positions: [7, 8, 9, 10, 11, 10, 11, 12],
        unseen: [
          [0, 0],
          [0, 0],
          [0, 0],
          [10, 10],
          [10, 10],
          [10, 12],
          [10, 12],
          [10, 12],
        ],
      },
    })
  })

  test('a part says of its tokens what the whole does', () => {
    const laid = new SideBySide(7, seen, texts)
    const whole = laid.stretch(0, laid.length)
    const { start, ids, edits, places, targets } = laid.stretch(4, 7)
    expect(targets).toEqual([12, 21, 22])
    expect({ start, ids, edits }).toEqual({ start: 11, ids: whole.ids.slice(4, 7), edits: whole.edits!.slice(4, 7) })
    expect(places!.positions).toEqual(whole.places!.positions.slice(4, 7))
    expect(places!.unseen).toEqual(whole.places!.unseen.slice(4, 7))
  })

  test('one text alone needs no places', () => {
    expect(new SideBySide(7, seen, texts.slice(1)).stretch(0, 6)).not.toHaveProperty('places')
  })

  test('stretches end at most so far on, and none is a single token', () => {
    const laid = new SideBySide(7, seen, texts)
    expect([laid.end(0, 100), laid.end(0, 5), laid.end(0, 7), laid.end(6, 100)]).toEqual([8, 5, 6, 8])
  })

  test('what begins a row ends with its first text: the kernel takes it to stand where it lies', () => {
    const laid = new SideBySide(0, seen, texts)
    expect([laid.end(0, 100), laid.end(5, 100)]).toEqual([5, 8])
    expect(new SideBySide(0, [], texts).end(0, 100)).toBe(2)
  })

  test('nor does that leave a single token behind it', () => {
    const laid = new SideBySide(0, seen, [{ ids: [10] }, { ids: [20] }])
    expect([laid.end(0, 100), laid.end(3, 100)]).toEqual([3, 5])
  })

  test.each([
    ['a text with rank slots', { ids: [10, 11], edit: slotted }],
    ['a single token, which takes other kernels,', { ids: [10] }],
  ])('%s is not read with what is before it', (_what, alone) => {
    const laid = new SideBySide(7, seen, [alone])
    expect([laid.end(0, 100), laid.end(3, 100)]).toEqual([3, 3 + alone.ids.length])
  })
})
