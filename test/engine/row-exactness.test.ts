/** The proof at load: that a row's result does not depend on its neighbours, and what it finds where it does. */
import { describe, expect, test } from 'vitest'
import type { DecodeOutput, ModelRunner, StretchOutput, StretchRequest } from '../../gpu-worker/engine/model-runner.ts'
import { proveRows } from '../../gpu-worker/engine/row-exactness.ts'
import { padded, ROW_TILES, type RowTiles } from '../../gpu-worker/engine/row-tile.ts'
import { FORM_NAMES } from '../../gpu-worker/model/forms/plans.ts'
import { SPARE_POSITIONS } from '../../gpu-worker/model/graph/rotary.ts'
import { describeForms } from '../support/describe-forms.ts'
import { openTinyModel } from '../support/tiny-model.ts'

/** Whether a kernel that is given so many rows sums them as it would any other number. */
type Kernel = (rows: number) => boolean

const V = 7
const H = 3

/**
 * A runner whose rows are functions of their own tokens, as long as its kernels say so; else of the number of rows, too.
 * It fills up as the real one does.
 */
function runnerOf(kernels: { decode: Kernel; prefill: Kernel }, tiles: RowTiles): ModelRunner {
  const kv = new Map<number, number[]>()
  const rowOf = (row: number) => kv.get(row) ?? kv.set(row, []).get(row)!
  const outputOf = (values: number[]) => ({
    logits: Float32Array.from(values.flatMap((value) => Array.from({ length: V }, (_, v) => Math.sin(value + v)))),
    final: Float32Array.from(values.flatMap((value) => Array.from({ length: H }, (_, h) => Math.cos(value + h)))),
    states: new Map(),
  })
  const off = (kernel: Kernel, rows: number, tile: RowTiles['decode']) =>
    kernel(padded(rows, tile)) ? 0 : 1e-6 * padded(rows, tile)
  return {
    config: { vocabulary: 100, hidden: H, layers: 2 },
    capacity: 64,
    edits: { set: () => {} },
    kv: {
      copyOf: (tokens: number) => new Float32Array(tokens),
      read: (row: number, from: number, count: number, into: Float32Array) =>
        into.set(rowOf(row).slice(from, from + count)),
      write: (row: number, from: number, count: number, source: Float32Array) =>
        void rowOf(row).splice(from, count, ...source.subarray(0, count)),
      copy: (from: number, to: number, tokens: number) =>
        void kv.set(to, [...rowOf(from).slice(0, tokens), ...rowOf(to).slice(tokens)]),
    },
    async decode(ids: readonly number[]): Promise<DecodeOutput> {
      return outputOf(ids.map((id) => id + off(kernels.decode, ids.length, tiles.decode)))
    },
    async stretch({ row, start, ids }: StretchRequest): Promise<StretchOutput> {
      const values = ids.map((id) => id + off(kernels.prefill, ids.length, tiles.prefill))
      rowOf(row).splice(start, ids.length, ...values)
      return { ...outputOf(values.slice(-1)), logProbs: new Float32Array() }
    },
    async [Symbol.asyncDispose]() {},
  } as unknown as ModelRunner
}

const prove = (decode: Kernel, prefill: Kernel) => proveRows((tiles) => runnerOf({ decode, prefill }, tiles))
const always = () => true
const multiplesOf = (tile: number) => (rows: number) => rows % tile === 0

describe('rows that do not depend on one another need no filling up', () => {
  test('in a runner', async () => {
    expect(await prove(always, always)).toEqual({ exact: true, tiles: { decode: 1, prefill: 1 } })
  })

  describeForms(FORM_NAMES, (form) => {
    test('in a real model, at whatever tile this CPU wants', async () => {
      await using model = await openTinyModel({ layers: 1, context: 64 }, { form, prefill: form, context: 64 })
      expect(model.rowExact).toBe(true)
    })
  })
})

describe('rows that do are found out', () => {
  test.each([
    ['a single row takes another kernel', (rows: number) => rows > 1, 2],
    ['what is left over from two does', multiplesOf(2), 2],
    ['from four', multiplesOf(4), 4],
    ['from eight', multiplesOf(8), 8],
    ['six rows are summed otherwise, by blocks of six', (rows: number) => rows !== 6, 4],
    ['twelve are', (rows: number) => rows !== 12, 8],
  ] as [string, Kernel, number][])('where %s', async (_, kernel, tile) => {
    expect(await prove(kernel, always)).toEqual({ exact: true, tiles: { decode: tile, prefill: 1 } })
  })

  test.each([2, 4, 8] as const)('where stretches do, from multiples of %i', async (tile) => {
    expect(await prove(always, multiplesOf(tile))).toEqual({ exact: true, tiles: { decode: 1, prefill: tile } })
  })

  test('in a real graph: halves on a CPU, whose kernel for a single row is another nearly everywhere', async () => {
    await using model = await openTinyModel({}, { form: 'fp16', rows: 2 })
    const { runner } = model.engine
    const { tiles } = runner
    const alone = async (tile: RowTiles['decode']) => {
      Object.assign(runner, { tiles: { ...tiles, decode: tile } })
      return (await runner.decode([5], [0])).final.slice()
    }
    const together = (await runner.decode([5, 9], [0, 0])).final.slice(0, model.config.hidden)
    expect(await alone(tiles.decode)).toEqual(together)
    // Where one was found necessary, it is: without it, the row alone comes out otherwise.
    if (tiles.decode > 1) expect(await alone(1)).not.toEqual(together)
  })

  test('where no filling up helps, and then nothing is filled up', async () => {
    const never = (rows: number) => rows === 16
    expect(await prove(never, always)).toEqual({ exact: false, tiles: { decode: 1, prefill: 1 } })
    expect(await prove(always, () => false)).toEqual({ exact: false, tiles: { decode: 1, prefill: 1 } })
  })
})

test('rotary tables reach as far beyond the context as the widest tile fills up', () => {
  expect(Math.max(...ROW_TILES) - 1).toBeLessThanOrEqual(SPARE_POSITIONS)
})
