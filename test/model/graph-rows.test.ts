/** A row of a batch is computed as if it were alone, to the last bit, in every weight form. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DecodeOutput, ModelRunner } from '../../gpu-worker/engine/model-runner.ts'
import { FORM_NAMES } from '../../gpu-worker/model/forms/plans.ts'
import { hookList } from '../../gpu-worker/model/graph/hooks.ts'
import type { Edit } from '../../shared/steering/edit.ts'
import { SITES, type Site } from '../../shared/steering/hook.ts'
import { describeForms } from '../support/describe-forms.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { openTinyModel, type TinyModel } from '../support/tiny-model.ts'

const ROWS = 16
const HIDDEN = 128
const LAYERS = 3

const bytes = (values: Float32Array) => Buffer.from(values.slice().buffer).toString('hex')

describeForms(FORM_NAMES, (form) => {
  let model: TinyModel
  let runner: ModelRunner
  const random = createRandom(9)
  beforeAll(async () => {
    const sides = { layers: LAYERS, hidden: HIDDEN, heads: 4, kvHeads: 2, ffn: 256 }
    // As in real files: blocks of 4 bits, the embedding and head of 8.
    const types = (name: string) => (name === 'token_embd.weight' ? ('Q8_0' as const) : ('Q4_1' as const))
    model = await openTinyModel({ seed: 6, ...sides, types }, { form, prefill: form, rows: ROWS })
    runner = model.engine.runner
  })
  afterAll(() => model[Symbol.asyncDispose]())

  const editOf = (slots: number, sites?: readonly Site[]) =>
    randomEdit(random, { hidden: HIDDEN, layers: [0, 2], slots, sites })
  const idsOf = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random.uniform() * model.config.vocabulary))

  /** Everything that a decode step says of one row. */
  const rowOf = (output: DecodeOutput, row: number) => {
    const part = (buffer: Float32Array, width: number) => bytes(buffer.subarray(row * width, (row + 1) * width))
    return {
      logits: part(output.logits, model.config.vocabulary),
      final: part(output.final, HIDDEN),
      states: new Map(
        [...output.states.keys()].map((hook) => {
          const { hidden, edited } = output.states.get(hook)!
          return [hook, part(hidden, HIDDEN) + part(edited, HIDDEN)]
        }),
      ),
    }
  }

  /** To the last bit. A row alone may run in a graph with fewer hooks: what lies at them is compared where both tell. */
  function expectSame(got: ReturnType<typeof rowOf>[], expected: ReturnType<typeof rowOf>[]) {
    expect(got).toHaveLength(expected.length)
    for (const [t, { logits, final, states }] of expected.entries()) {
      expect(got[t]).toMatchObject({ logits, final })
      for (const [hook, state] of states) {
        if (got[t]!.states.has(hook)) expect(got[t]!.states.get(hook), `${hook} in step ${t}`).toBe(state)
      }
    }
  }

  type Row = { prompt: number[]; ids: number[]; edit: Edit | null }

  /** Prefills the rows and decodes all of them together, token by token; what each step says of row `watched`. */
  async function watch(rows: Row[], watched: number) {
    for (const [row, { prompt, edit }] of rows.entries()) {
      await runner.stretch({ row, start: 0, ids: prompt })
      runner.edits.set(row, edit)
    }
    const seen = []
    for (let t = 0; t < rows[0]!.ids.length; t++) {
      const output = await runner.decode(
        rows.map(({ ids }) => ids[t]!),
        rows.map(({ prompt }) => prompt.length + t),
      )
      seen.push(rowOf(output, watched))
    }
    rows.forEach((_, row) => void runner.edits.set(row, null))
    return seen
  }

  const rowWith = (edit: Edit | null, promptLength = 9): Row => ({ prompt: idsOf(promptLength), ids: idsOf(5), edit })
  /** Rows of other lengths under other edits, some of which read the state. */
  const neighbours = (count: number) =>
    Array.from({ length: count }, (_, i) => {
      const edit = i % 4 === 3 ? null : editOf((i * 3) % 5, i % 5 === 1 ? SITES : ['residual'])
      return rowWith(edit, 1 + ((i * 7) % 40))
    })

  describe.each([
    ['no edit', () => null],
    ['an added vector', () => editOf(0)],
    ['rank slots', () => editOf(3)],
    ['rank slots at every site', () => editOf(2, SITES)],
  ])('a row with %s is the same alone and', (_what, makeEdit) => {
    test.each([
      ['first of two', 0, 2],
      ['last of two', 1, 2],
      ['first of sixteen', 0, ROWS],
      ['ninth of sixteen', 8, ROWS],
      ['last of sixteen', ROWS - 1, ROWS],
    ])('%s', async (_where, index, count) => {
      const row = rowWith(makeEdit())
      const alone = await watch([row], 0)
      const others = neighbours(count - 1)
      const rows = [...others.slice(0, index), row, ...others.slice(index)]
      expectSame(await watch(rows, index), alone)
    })

    test('after it was moved to another row between two steps', async () => {
      const row = rowWith(makeEdit(), 21)
      const alone = await watch([row], 0)
      const rows = [...neighbours(3), row]
      for (const [index, { prompt, edit }] of rows.entries()) {
        await runner.stretch({ row: index, start: 0, ids: prompt })
        runner.edits.set(index, edit)
      }
      const seen = []
      // Row 3 moves to row 1 after two steps and to row 0 after four, as rows before it end.
      for (let t = 0, at = 3; t < row.ids.length; t++) {
        if (t === 2 || t === 4) {
          const to = t === 2 ? 1 : 0
          runner.kv.copy(at, to, row.prompt.length + t)
          runner.edits.move(at, to)
          at = to
        }
        const batch = rows.slice(0, at + 1)
        const output = await runner.decode(
          batch.map(({ ids }, index) => (index === at ? row.ids[t]! : ids[t]!)),
          batch.map(({ prompt }, index) => (index === at ? row.prompt.length + t : prompt.length + t)),
        )
        seen.push(rowOf(output, at))
      }
      rows.forEach((_, index) => void runner.edits.set(index, null))
      expectSame(seen, alone)
    })
  })

  test('an edit of nothing is no edit', async () => {
    const nothing: Edit = new Map(
      hookList('additive', LAYERS).map((hook) => [hook, { e: new Float32Array(HIDDEN), slots: [] }]),
    )
    const row = rowWith(null)
    expectSame(await watch([{ ...row, edit: nothing }], 0), await watch([row], 0))
  })

  test('an edit of nothing is no edit in a stretch', async () => {
    const nothing: Edit = new Map([['residual.1', { e: new Float32Array(HIDDEN), slots: [] }]])
    const ids = idsOf(20)
    const states = hookList('additive', LAYERS)
    const read = async (edit: Edit | null) => {
      const output = await runner.stretch({ row: 0, start: 0, ids, edit, logits: 'all', states })
      const read = states.map((hook) => output.states.get(hook)!)
      return [output.logits, ...read.flatMap(({ hidden, edited }) => [hidden, edited])].map(bytes)
    }
    expect(await read(nothing)).toEqual(await read(null))
  })

  test('slots whose coefficients are zero are no edit, whatever their vectors hold', async () => {
    const idle: Edit = new Map(
      [...editOf(2)].map(([layer, { slots }]) => [
        layer,
        { e: new Float32Array(HIDDEN), slots: slots.map((slot) => ({ ...slot, a: 0, g: 0 })) },
      ]),
    )
    const row = rowWith(null)
    expectSame(await watch([{ ...row, edit: idle }], 0), await watch([row], 0))
  })

  test('what was in a row before leaves no trace', async () => {
    const row = rowWith(editOf(0))
    const fresh = await watch([row], 0)
    await watch([rowWith(editOf(7), 60)], 0)
    expect(await watch([row], 0)).toEqual(fresh)
  })

  describe('a prompt is the same, whole and', () => {
    const PROMPT = 100
    /** Its keys and values, its last logits, and every state on the way. */
    async function prefill(ids: number[], cuts: number[], edit: Edit | null) {
      const hooks = hookList('additive', LAYERS)
      const parts: string[][] = hooks.map(() => [])
      let logits = ''
      for (const [i, start] of [0, ...cuts].entries()) {
        const stretch = ids.slice(start, cuts[i] ?? ids.length)
        const output = await runner.stretch({ row: 0, start, ids: stretch, edit, logits: 'last', states: hooks })
        logits = bytes(output.logits)
        for (const [h, hook] of hooks.entries()) parts[h]!.push(bytes(output.states.get(hook)!.edited))
      }
      const kv = new Float32Array(runner.kv.tokenSize * ids.length)
      runner.kv.read(0, 0, ids.length, kv)
      return { logits, kv: bytes(kv), states: parts.map((part) => part.join('')) }
    }
    const CUTS = [[50], [16, 32, 48], [2, 4, 61], [98], [33, 35, 64, 96]]

    test.each(CUTS.map((cuts) => [cuts]))('cut at %j', async (cuts) => {
      const ids = idsOf(PROMPT)
      expect(await prefill(ids, cuts, null)).toEqual(await prefill(ids, [], null))
    })

    test('cut, under an edit', async () => {
      const ids = idsOf(PROMPT)
      const edit = editOf(3)
      const whole = await prefill(ids, [], edit)
      for (const cuts of CUTS) expect(await prefill(ids, cuts, edit)).toEqual(whole)
    })
  })

  test('another edit is another row: the comparison can fail', async () => {
    const row = rowWith(editOf(1))
    const other = await watch([{ ...row, edit: editOf(1) }], 0)
    const [first] = await watch([row], 0)
    expect(other[0]!.states.get('residual.0')).not.toEqual(first!.states.get('residual.0'))
    expect(other[0]!.logits).not.toEqual(first!.logits)
  })
})
