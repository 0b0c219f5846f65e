/** What the graph reads of each row's edit, after any history of edits. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { EditArena, rankOf, variantFor } from '../../gpu-worker/engine/edit-arena.ts'
import { hookList } from '../../gpu-worker/model/graph/hooks.ts'
import type { Tensor } from '../../gpu-worker/runtime/tensor.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { SITES, type Site } from '../../shared/steering/hook.ts'
import { MAX_RANK_SLOTS } from '../../shared/steering/slot.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'

const ROWS = 5
const LAYERS = 3
const HIDDEN = 4

function arena(): EditArena {
  const made = new EditArena(ROWS, LAYERS, HIDDEN)
  onTestFinished(() => made[Symbol.dispose]())
  return made
}

const random = createRandom(5)
const editOf = (layers: number[], slots = 0, sites: Site[] = ['residual']) =>
  randomEdit(random, { hidden: HIDDEN, layers, slots, sites })

type View = ReadonlyMap<string, Tensor>
const part = (view: View, name: string, row: number, count: number) => {
  const data = view.get(name)!.data as Float32Array
  const width = data.length / count
  return [...data.subarray(row * width, (row + 1) * width)]
}

/** That the first `count` rows hold these edits, empty slots being zero. */
function expectRows(edits: EditArena, expected: (Edit | null)[], count = ROWS) {
  const variant = variantFor(expected)
  const view = edits.view(count, variant)
  for (let row = 0; row < count; row++) {
    for (const hook of hookList(variant, LAYERS)) {
      const at = expected[row]?.get(hook)
      expect(part(view, `e.${hook}`, row, count)).toEqual([...(at?.e ?? new Float32Array(HIDDEN))])
      if (variant === 'additive') continue
      const R = edits.rank
      const slots = Array.from({ length: R }, (_, r) => at?.slots[r])
      expect(part(view, `a.${hook}`, row, count)).toEqual(slots.map((slot) => Math.fround(slot?.a ?? 0)))
      expect(part(view, `g.${hook}`, row, count)).toEqual(slots.map((slot) => Math.fround(slot?.g ?? 0)))
      const vectors = (pick: 'u' | 'v') => slots.flatMap((slot) => [...(slot?.[pick] ?? new Float32Array(HIDDEN))])
      expect(part(view, `u.${hook}`, row, count)).toEqual(vectors('u'))
      expect(part(view, `v.${hook}`, row, count)).toEqual(vectors('v'))
    }
  }
}

describe('rank', () => {
  test('is the widest layer', () => {
    expect(rankOf(null)).toBe(0)
    expect(rankOf(new Map())).toBe(0)
    expect(rankOf(editOf([0, 1]))).toBe(0)
    expect(rankOf(new Map([...editOf([0], 2), ...editOf([1], 3)]))).toBe(3)
  })

  test('is laid out in powers of two, and grows', () => {
    const edits = arena()
    edits.set(0, editOf([0], 1))
    edits.view(1, 'rank')
    expect(edits.rank).toBe(4)
    edits.set(1, editOf([0], 5))
    expect(edits.rank).toBe(8)
    edits.set(1, null)
    edits.set(2, editOf([0], MAX_RANK_SLOTS))
    expect(edits.rank).toBe(MAX_RANK_SLOTS)
  })
})

test('the graph is the smallest one that has all hooks of the rows that run', () => {
  const edits = arena()
  expect(edits.variantOf(ROWS)).toBe('plain')
  edits.set(1, editOf([0]))
  expect([edits.variantOf(1), edits.variantOf(2)]).toEqual(['plain', 'additive'])
  edits.set(3, editOf([0], 3))
  expect([edits.variantOf(3), edits.variantOf(4)]).toEqual(['additive', 'rank'])
  edits.set(4, editOf([2], 0, ['mlp']))
  expect([edits.variantOf(4), edits.variantOf(5)]).toEqual(['rank', 'sites'])
  edits.set(4, null)
  edits.set(3, null)
  expect(edits.variantOf(ROWS)).toBe('additive')
})

describe('views', () => {
  test('have the shapes that the graph wants', () => {
    const edits = arena()
    edits.set(0, editOf([0], 2))
    const view = edits.view(3, 'rank')
    expect(view.get('e.residual.0')!.shape).toEqual([3, 1, HIDDEN])
    expect(view.get('u.residual.2')!.shape).toEqual([3, 4, HIDDEN])
    expect(view.get('v.residual.2')!.shape).toEqual([3, 4, HIDDEN])
    expect(view.get('a.residual.1')!.shape).toEqual([3, 1, 4])
    expect(view.get('g.residual.1')!.shape).toEqual([3, 1, 4])
    expect([...edits.view(3, 'additive').keys()]).toEqual(['e.residual.0', 'e.residual.1', 'e.residual.2'])
  })

  test('show what is set after they were made', () => {
    const edits = arena()
    const view = edits.view(2, 'additive')
    const edit = editOf([1])
    edits.set(1, edit)
    expect(part(view, 'e.residual.1', 1, 2)).toEqual([...edit.get('residual.1')!.e])
    expect(edits.view(2, 'additive')).toBe(view)
  })
})

describe('after', () => {
  test('setting, another edit at other layers leaves nothing of the first', () => {
    const edits = arena()
    edits.set(2, editOf([0, 1], 2))
    edits.view(ROWS, 'rank')
    const second = editOf([1, 2], 1)
    edits.set(2, second)
    expect(edits.of(2)).toBe(second)
    expectRows(edits, [null, null, second, null, null])
  })

  test('clearing, a row is zero', () => {
    const edits = arena()
    edits.set(1, editOf([0, 1, 2], 3))
    edits.view(ROWS, 'rank')
    edits.set(1, null)
    const other = editOf([0], 1)
    edits.set(0, other)
    expectRows(edits, [other, null, null, null, null])
  })

  test('moving, the edit is in its new row only', () => {
    const edits = arena()
    const [first, last] = [editOf([0], 1), editOf([1, 2], 2)]
    edits.set(0, first)
    edits.set(4, last)
    edits.view(ROWS, 'rank')
    edits.move(4, 0)
    expectRows(edits, [last, null, null, null, null])
  })

  test('a wider edit came, the others are still there', () => {
    const edits = arena()
    const [narrow, wide] = [editOf([0, 1], 2), editOf([1], 9)]
    edits.set(0, narrow)
    expectRows(edits, [narrow, null, null, null, null])
    edits.set(3, wide)
    expectRows(edits, [narrow, null, null, wide, null])
  })

  test('any history, rows hold what was set last', () => {
    const edits = arena()
    const expected: (Edit | null)[] = new Array(ROWS).fill(null)
    for (let i = 0; i < 300; i++) {
      const row = Math.floor(ROWS * random.uniform())
      const kind = random.uniform()
      if (kind < 0.2) {
        edits.set(row, null)
        expected[row] = null
      } else if (kind < 0.4) {
        const to = Math.floor(ROWS * random.uniform())
        if (to === row) continue
        edits.move(row, to)
        expected[to] = expected[row]!
        expected[row] = null
      } else {
        const layers = [0, 1, 2].filter(() => random.uniform() < 0.5)
        const sites = SITES.filter((site) => random.uniform() < (site === 'residual' ? 0.9 : 0.2))
        expected[row] = editOf(layers, Math.floor(7 * random.uniform()), sites)
        edits.set(row, expected[row]!)
      }
      if (i % 7 === 0) expectRows(edits, expected, 1 + Math.floor(ROWS * random.uniform()))
    }
    expectRows(edits, expected)
  })
})
