/**
 * Where steps and stretches are filled up to a multiple of rows, answers are those of an engine that fills up nothing: on this
 * CPU both are exact, so the tiles are made up here.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { FixedEdit } from '../../gpu-worker/engine/fixed-edit.ts'
import { type GenerationRequest, PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { RowExactness } from '../../gpu-worker/engine/row-exactness.ts'
import { type RowTile, type RowTiles, UNPADDED } from '../../gpu-worker/engine/row-tile.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { openTinyModel, type TinyModel } from '../support/tiny-model.ts'
import { GREEDY } from './fake-generation.ts'

const { proof } = vi.hoisted(() => ({ proof: { tiles: { decode: 1, prefill: 1 } as RowTiles } }))

vi.mock('../../gpu-worker/engine/row-exactness.ts', async (original) => ({
  ...(await original<object>()),
  proveRows: async (): Promise<RowExactness> => ({ exact: true, tiles: proof.tiles }),
}))

const HIDDEN = 64
const CONTEXT = 128
/** No multiple of a tile, so that the last step is filled up beyond the engine's rows. */
const ROWS = 5

async function open(tiles: RowTiles): Promise<TinyModel> {
  proof.tiles = tiles
  // Forms whose rows are exact on every CPU without filling up.
  const settings = { form: 'i8p', prefill: 'fp32', rows: ROWS, context: CONTEXT } as const
  return await openTinyModel({ seed: 21, layers: 3, hidden: HIDDEN, context: CONTEXT }, settings)
}

function requests(project: string): GenerationRequest[] {
  const random = createRandom(31)
  const idsOf = (count: number) => Array.from({ length: count }, () => 3 + Math.floor(random.uniform() * 256))
  const system = idsOf(20)
  const lengths = [1, 2, 3, 40, 50, 61, 77, 100, 30, 126]
  return lengths.map((length, i) => ({
    id: `r${i}`,
    prompt: i % 2 ? [...system, ...idsOf(length)].slice(0, 126) : idsOf(length),
    maxTokens: 5 + ((i * 7) % 40),
    sampling: i % 3 ? GREEDY : { ...GREEDY, temperature: 1, seed: i },
    stops: [],
    steering:
      i % 4 === 3
        ? null
        : new FixedEdit(
            randomEdit(random, { hidden: HIDDEN, layers: [0, 2], slots: i % 3 }),
            (['generated', 'answer', 'all'] as const)[i % 3],
          ),
    priority: PRIORITY.interactive,
    project,
  }))
}

/** Some at once, some while others run, so that prompts are read beside answers in rows before and behind them. */
async function answersOf({ engine }: TinyModel, project: string): Promise<number[][]> {
  return await Promise.all(
    requests(project).map(async (request, i) => {
      for (let turns = 0; turns < 2 * i; turns++) await new Promise(setImmediate)
      const generation = engine.generate(request)
      await generation.done
      return generation.output
    }),
  )
}

let expected: number[][]
beforeAll(async () => {
  await using model = await open(UNPADDED)
  expected = await answersOf(model, 'p')
})

describe.each([2, 4, 8] as RowTile[])('filled up to multiples of %i', (tile) => {
  let model: TinyModel
  beforeAll(async () => {
    model = await open({ decode: tile, prefill: tile })
  })
  afterAll(() => model[Symbol.asyncDispose]())

  test.each([1, 2, 3])('answers are the same, time %i', async () => {
    expect(model.engine.runner.tiles).toEqual({ decode: tile, prefill: tile })
    expect(await answersOf(model, 'p')).toEqual(expected)
    // Nothing is found of another project: every prompt is read again.
    expect(await answersOf(model, crypto.randomUUID())).toEqual(expected)
  })

  test('readings are the same, to the last bit', async () => {
    await using plain = await open(UNPADDED)
    const ids = Array.from({ length: 27 }, (_, i) => 5 + i)
    const read = async ({ engine: { runner } }: TinyModel) => {
      const states = ['residual.1'] as const
      const first = await runner.stretch({
        row: runner.scratchRow,
        start: 0,
        ids: ids.slice(0, 13),
        reading: true,
        states,
      })
      const hidden = first.states.get('residual.1')!.hidden.slice()
      const rest = { row: runner.scratchRow, start: 13, ids: ids.slice(13), reading: true } as const
      const { logProbs } = await runner.stretch({ ...rest, targets: ids.slice(13) })
      return [[...hidden], [...logProbs]]
    }
    expect(await read(model)).toEqual(await read(plain))
  })

  test('a row takes as many tokens as without', async () => {
    const { runner } = model.engine
    const ids = Array.from({ length: CONTEXT }, () => 7)
    await runner.stretch({ row: 0, start: 0, ids })
    await expect(runner.stretch({ row: 0, start: 1, ids })).rejects.toThrow(`${CONTEXT + 1} tokens do not fit`)
  })
})
