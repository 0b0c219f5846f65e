import { describe, expect, test } from 'vitest'
import { Remembered } from '../../gpu-worker/server/remembered.ts'
import type { Owner } from '../../shared/owner.ts'
import type { GenerationState } from '../../shared/wire/generate.ts'
import type { Receipt, ReceiptEdit } from '../../shared/wire/receipt.ts'

const editOf = (axis: string): ReceiptEdit => ({
  axis,
  version: 1,
  direction: 'ab'.repeat(32),
  mode: 'add',
  strength: Math.random(),
  layers: [1],
  tokens_edited: 3,
  projection_before: Math.random(),
  projection_after: Math.random(),
  lean: Math.random(),
  condition: null,
})

/** All parts of its own, as those of an answer are. */
function stateOf(id: string, { choices = 1, edits = 0, observed = 0, changes = 0 } = {}): GenerationState {
  const receipt = (): Receipt => ({
    generation: id,
    model: 'tiny',
    model_hash: 'h',
    weight_form: 'fp32',
    row_exact: true,
    scope: 'generated',
    basis: 'raw',
    basis_directions: [],
    capped: false,
    edits: Array.from({ length: edits }, (_, i) => editOf(`axis${i}`)),
    observed: Array.from({ length: observed }, (_, i) => {
      return { axis: `axis${i}`, version: 1, direction: 'ab'.repeat(32), lean: Math.random(), tokens: 9 }
    }),
    changes: Array.from({ length: changes }, (_, i) => ({ seq: i, at_token: i })),
  })
  const receipts = Array.from({ length: choices }, receipt)
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, prompt_tokens_details: { cached_tokens: 0 } }
  return {
    id,
    object: 'generation',
    user: null,
    status: 'finished',
    finish_reason: 'stop',
    seq: null,
    strengths: {},
    usage,
    attune: receipts[0]!,
    choices: receipts.map((attune, index) => ({ index, status: 'finished', finish_reason: 'stop', attune })),
  }
}

const KIB = 1024

const ownerOf = (project: string) => ({ project, user: null })
const [mine, other, quiet, loud] = ['mine', 'other', 'quiet', 'loud'].map(ownerOf) as [Owner, Owner, Owner, Owner]

test('an ended generation is found by its project only', () => {
  const remembered = new Remembered()
  remembered.keep('g', mine, stateOf('g'))
  expect(remembered.has('g')).toBe(true)
  expect(remembered.find('g', mine)).toMatchObject({ id: 'g' })
  expect(remembered.find('g', other)).toBeNull()
  expect(remembered.find('h', mine)).toBeNull()
})

test('one that was made for a user is found by that user, and by who sees all of the project', () => {
  const remembered = new Remembered()
  remembered.keep('g', { project: 'mine', user: 'ada' }, stateOf('g'))
  remembered.keep('h', mine, stateOf('h'))
  const seenBy = (user: string | null) => ['g', 'h'].filter((id) => remembered.find(id, { project: 'mine', user }))
  expect(seenBy(null)).toEqual(['g', 'h'])
  expect(seenBy('ada')).toEqual(['g'])
  expect(seenBy('bob')).toEqual([])
  expect(remembered.find('g', { project: 'other', user: 'ada' })).toBeNull()
})

describe('memory', () => {
  test.each([
    ['edits', { choices: 8, edits: 64 }],
    ['observed axes', { choices: 8, observed: 128 }],
    ['changes', { choices: 8, changes: 256 }],
  ])('is bounded, whatever receipts hold: many %s', (_, parts) => {
    const remembered = new Remembered(4096 * KIB)
    for (let i = 0; i < 100; i++) remembered.keep(`g${i}`, mine, stateOf(`g${i}`, parts))
    expect(remembered.bytes).toBeLessThanOrEqual(4096 * KIB)
    expect(remembered.has('g99')).toBe(true)
    expect(remembered.has('g0')).toBe(false)
  })

  test('that is full loses the oldest', () => {
    const remembered = new Remembered(256 * KIB)
    for (let i = 0; i < 1000; i++) remembered.keep(`g${i}`, mine, stateOf(`g${i}`))
    const kept = Array.from({ length: 1000 }, (_, i) => remembered.has(`g${i}`))
    expect(kept.indexOf(true)).toBeGreaterThan(0)
    expect(kept.lastIndexOf(false)).toBe(kept.indexOf(true) - 1)
  })

  test("of one project's flood leaves the others what they have", () => {
    const remembered = new Remembered(1024 * KIB)
    for (let i = 0; i < 20; i++) remembered.keep(`quiet${i}`, quiet, stateOf(`quiet${i}`, { edits: 4 }))
    for (let i = 0; i < 500; i++) remembered.keep(`loud${i}`, loud, stateOf(`loud${i}`, { choices: 8, edits: 8 }))
    for (let i = 0; i < 20; i++) expect(remembered.has(`quiet${i}`)).toBe(true)
    expect(remembered.has('loud499')).toBe(true)
  })

  test('is not taken by one that is larger than all of it', () => {
    const remembered = new Remembered(64 * KIB)
    remembered.keep('huge', mine, stateOf('huge', { choices: 8, edits: 64 }))
    expect([remembered.has('huge'), remembered.bytes]).toEqual([false, 0])
  })
})
