/** The graph against a Llama in plain arrays: every layer's state and the logits, with and without edits. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HookStates, ModelRunner } from '../../gpu-worker/engine/model-runner.ts'
import { hookList } from '../../gpu-worker/model/graph/hooks.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { type Hook, SITES, type Site } from '../../shared/steering/hook.ts'
import { PlainLlama, type PlainState } from '../support/plain-llama.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { openTinyModel, type TinyModel } from '../support/tiny-model.ts'

/** The largest difference that float32 leaves: seen are 1e-5 in states of norm 10 to 30 and in logits up to 10. */
const TOLERANCE = 1e-4

const LAYERS = 3
const HIDDEN = 64

const furthest = (got: ArrayLike<number>, expected: ArrayLike<number>) => {
  expect(got.length).toBe(expected.length)
  let most = 0
  for (let i = 0; i < got.length; i++) most = Math.max(most, Math.abs(got[i]! - expected[i]!))
  // Not a number is never close.
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most
}

const random = createRandom(3)
const editOf = (layers: readonly number[], slots = 0, sites?: readonly Site[]) =>
  randomEdit(random, { hidden: HIDDEN, layers, slots, sites })
const ALL_HOOKS = hookList('sites', LAYERS)

describe.each([
  { what: 'tied head, grouped heads', heads: 4, kvHeads: 2, tied: true },
  { what: 'head of its own, one key head', heads: 4, kvHeads: 1, tied: false },
  { what: 'as many key heads as heads', heads: 2, kvHeads: 2, tied: true },
])('$what', ({ heads, kvHeads, tied }) => {
  let model: TinyModel
  let runner: ModelRunner
  let plain: PlainLlama
  beforeAll(async () => {
    model = await openTinyModel({ seed: 5, layers: LAYERS, hidden: HIDDEN, heads, kvHeads, tied })
    runner = model.engine.runner
    using file = openModelFile(join(model.folder, 'model.gguf'))
    plain = new PlainLlama(file)
  })
  afterAll(() => model[Symbol.asyncDispose]())

  const idsOf = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random.uniform() * model.config.vocabulary))

  /** All states of these tokens, from an empty cache. */
  const plainStates = (ids: readonly number[], editAt: (position: number) => Edit | null = () => null) => {
    const cache = plain.newCache()
    return ids.map((id, position) => plain.step(cache, id, editAt(position)))
  }

  const rowOf = (buffer: Float32Array, row: number, width: number) => buffer.subarray(row * width, (row + 1) * width)

  type Output = { logits: Float32Array; states: HookStates }

  /** Row `row` of what the graph gave is what the plain model computed. */
  function check(output: Output, row: number, state: PlainState, where: string) {
    expect(furthest(rowOf(output.logits, row, model.config.vocabulary), state.logits), where).toBeLessThan(TOLERANCE)
    for (const hook of output.states.keys()) {
      const { hidden, edited } = output.states.get(hook)!
      const expected = state.states.get(hook)!
      expect(furthest(rowOf(hidden, row, HIDDEN), expected.hidden), `${where}, ${hook}`).toBeLessThan(TOLERANCE)
      expect(furthest(rowOf(edited, row, HIDDEN), expected.edited), `${where}, ${hook}`).toBeLessThan(TOLERANCE)
    }
  }

  /** Runs ids after the `start` tokens that the row holds and compares logits and the states at hooks of every token. */
  async function checkStretch(
    row: number,
    start: number,
    ids: readonly number[],
    expected: PlainState[],
    edit: Edit | null = null,
    states: readonly Hook[] = hookList('additive', LAYERS),
  ) {
    const output = await runner.stretch({ row, start, ids, edit, logits: 'all', states })
    expect([...output.states.keys()]).toEqual(states)
    ids.forEach((_, i) => void check(output, i, expected[start + i]!, `token ${start + i}`))
  }

  test('a prompt in one stretch', async () => {
    const ids = idsOf(23)
    await checkStretch(0, 0, ids, plainStates(ids))
  })

  test('a prompt in one stretch of which no states are wanted', async () => {
    const ids = idsOf(23)
    await checkStretch(0, 0, ids, plainStates(ids), null, [])
  })

  test('a prompt whose every hook is read', async () => {
    const ids = idsOf(11)
    await checkStretch(0, 0, ids, plainStates(ids), null, ALL_HOOKS)
  })

  test('a prompt in stretches of any length, and a shorter one after it in the same row', async () => {
    const ids = idsOf(40)
    const expected = plainStates(ids)
    for (const [start, end] of [
      [0, 1],
      [1, 17],
      [17, 18],
      [18, 40],
    ] as const) {
      await checkStretch(1, start, ids.slice(start, end), expected)
    }
    const other = idsOf(5)
    await checkStretch(1, 0, other, plainStates(other))
  })

  test.each([
    ['an added vector at one layer', () => editOf([1])],
    ['added vectors at every layer', () => editOf([0, 1, 2])],
    ['one rank slot', () => editOf([1], 1)],
    ['three rank slots at two layers, none at the third', () => editOf([0, 2], 3)],
    ['rank slots at every layer', () => editOf([0, 1, 2], 5)],
    ['an added vector at an MLP', () => editOf([1], 0, ['mlp'])],
    ['rank slots at attention outputs', () => editOf([0, 2], 2, ['attention'])],
    ['something of everything', () => editOf([0, 1, 2], 3, SITES)],
  ])('a prompt edited by %s', async (_what, makeEdit) => {
    const edit = makeEdit()
    const ids = idsOf(12)
    const expected = plainStates(ids, () => edit)
    await checkStretch(0, 0, ids.slice(0, 7), expected, edit)
    await checkStretch(0, 7, ids.slice(7), expected, edit)
  })

  test.each([
    ['none', () => [null, null, null, null]],
    ['added vectors', () => [editOf([0]), null, editOf([0, 1, 2]), null]],
    ['rank slots too', () => [0, 2, 0, 5].map((slots, row) => (row === 2 ? null : editOf([row % 2, 2], slots)))],
    ['at every site', () => [editOf([1], 1, ['mlp']), editOf([0, 2]), null, editOf([0, 1], 2, SITES)]],
  ] as [string, () => (Edit | null)[]][])(
    'ragged rows decode together, each at its own place, edited: %s',
    async (_what, makeEdits) => {
      const edits = makeEdits()
      const prompts = [9, 1, 30, 14].map(idsOf)
      const answers = prompts.map(() => idsOf(4))
      const expected = prompts.map((prompt, row) =>
        plainStates([...prompt, ...answers[row]!], (position) => (position < prompt.length ? null : edits[row]!)),
      )
      for (const [row, ids] of prompts.entries()) await runner.stretch({ row, start: 0, ids })
      edits.forEach((edit, row) => void runner.edits.set(row, edit))
      for (let t = 0; t < 4; t++) {
        const positions = prompts.map((prompt) => prompt.length + t)
        const output = await runner.decode(
          answers.map((answer) => answer[t]!),
          positions,
        )
        positions.forEach(
          (position, row) => void check(output, row, expected[row]![position]!, `row ${row}, step ${t}`),
        )
      }
      edits.forEach((_, row) => void runner.edits.set(row, null))
    },
  )

  test('an edit shows: without it the same states are far away', async () => {
    const edit = editOf([1], 1)
    const ids = idsOf(6)
    const { logits } = await runner.stretch({ row: 0, start: 0, ids, edit, logits: 'last' })
    expect(furthest(logits, plainStates(ids)[5]!.logits)).toBeGreaterThan(100 * TOLERANCE)
  })
})
