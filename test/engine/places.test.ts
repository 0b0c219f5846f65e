/** What tokens of texts side by side may see. */
import { expect, test } from 'vitest'
import { maskOf, placesOfOne } from '../../gpu-worker/engine/places.ts'

/** Of each token, the places it sees, those after its own left out. */
const seenBy = (masks: Float32Array[], start: number) =>
  masks.map((mask, i) => [...mask.keys()].filter((at) => at <= start + i && mask[at] === 0).join(' '))

test('one text sees all before it, or as much as its window shows', () => {
  expect(seenBy(maskOf(placesOfOne(2, 3), 5, null), 2)).toEqual(['0 1 2', '0 1 2 3', '0 1 2 3 4'])
  expect(seenBy(maskOf(placesOfOne(2, 3), 5, 3), 2)).toEqual(['0 1 2', '1 2 3', '2 3 4'])
})

test('a text behind another sees what both follow and itself, in a window by positions', () => {
  // Places 0 to 2 are seen by all, 3 and 4 are another text's.
  const places = { positions: [3, 4, 5, 6], unseen: Array.from({ length: 4 }, () => [3, 5] as const) }
  expect(seenBy(maskOf(places, 9, null), 5)).toEqual(['0 1 2 5', '0 1 2 5 6', '0 1 2 5 6 7', '0 1 2 5 6 7 8'])
  expect(seenBy(maskOf(places, 9, 3), 5)).toEqual(['1 2 5', '2 5 6', '5 6 7', '6 7 8'])
})
