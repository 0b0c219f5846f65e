/**
 * Proof that a row's result does not depend on its neighbours, to the last bit, made at load on the machine itself: which
 * kernels run, and in which order they sum, differs from CPU to CPU. Seeded rows are decoded alone and in company, in even
 * and odd numbers, in other places, under edits and without; a prompt is read whole and cut, each part found in another
 * row. Where that fails as it is, it is tried filled up to multiples of a tile (row-tile.ts).
 */
import type { Edit } from '../../shared/steering/edit.ts'
import { hookAt } from '../../shared/steering/hook.ts'
import type { ModelRunner } from './model-runner.ts'
import { seededRandom } from './random.ts'
import { padded, ROW_TILES, type RowTile, type RowTiles, UNPADDED } from './row-tile.ts'

const SEED = 13
/** Rows of a step. Kernels work on up to 16 of them at once; what is left over, others do, in one way or another. */
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16]
/** Tokens of each row before the step, and of the prompt that is read, where a row holds as many. */
const PAST = 8
const PROMPT = 33
/** Where the prompt is cut. No part is a single token: engines read none (stretch-size.ts). */
const CUTS = [2, 7, 18, 31]
/** How many positions rows of a step stand at, one behind the other. */
const DEPTHS = 5
/** Size of an edit's values: whatever they are, they are to act on one row alone. */
const EDIT_SIZE = 0.5

export type RowExactness = {
  /** Whether a row's result is the same in any company, at these tiles. */
  exact: boolean
  tiles: RowTiles
}

/** The runner's rows, and the tokens of each that are of use: 16 at least. */
export const PROOF_ROWS = Math.max(...COUNTS)
export const PROOF_TOKENS = PROMPT

/** @param open a runner of PROOF_ROWS rows, filled up to these tiles */
export async function proveRows(open: (tiles: RowTiles) => ModelRunner): Promise<RowExactness> {
  let decode: RowTile | null
  let prefill: RowTile | null = null
  {
    await using runner = open(UNPADDED)
    decode = await decodeTile(runner)
    if (await readsExactly(runner)) prefill = 1
  }
  for (const tile of ROW_TILES.slice(1)) {
    if (prefill) break
    await using runner = open({ decode: 1, prefill: tile })
    if (await readsExactly(runner)) prefill = tile
  }
  return { exact: decode !== null && prefill !== null, tiles: { decode: decode ?? 1, prefill: prefill ?? 1 } }
}

/** The least tile at which steps of all multiples agree; null if there is none. */
async function decodeTile(runner: ModelRunner): Promise<RowTile | null> {
  const random = seededRandom(SEED)
  const ids = idsOf(runner, PROOF_ROWS, random)
  const edits = ids.map((_, i) => (i % 2 ? randomEdit(runner, random) : null))
  await runner.stretch({ row: 0, start: 0, ids: idsOf(runner, PAST, random) })
  const past = runner.kv.copyOf(PAST)
  runner.kv.read(0, 0, PAST, past)

  /** What a step says of these rows, which lie at places 0, 1, … in it; only until the next step. */
  const bitsOf = async (watched: readonly number[]): Promise<[row: number, logits: Buffer, final: Buffer][]> => {
    const count = watched.length
    for (const [row, i] of watched.entries()) {
      runner.kv.write(row, 0, PAST, past)
      runner.edits.set(row, edits[i]!)
    }
    // At several positions: how much the longest of them sees is nothing to the others.
    const { logits, final } = await runner.decode(
      watched.map((i) => ids[i]!),
      watched.map((i) => PAST - 1 - (i % DEPTHS)),
    )
    const part = (values: Float32Array, row: number) => bits(values, row, values.length / count)
    return watched.map((i, row) => [i, part(logits, row), part(final, row)])
  }
  const all = ids.map((_, i) => i)
  const reference = (await bitsOf(all)).map(([, ...parts]) => parts.map((part) => Buffer.from(part)))
  const agree = new Map([[PROOF_ROWS, true]])
  const isAsBefore = async (watched: readonly number[]) =>
    (await bitsOf(watched)).every(([i, ...parts]) => parts.every((part, at) => part.equals(reference[i]![at]!)))
  for (const count of COUNTS.filter((count) => count < PROOF_ROWS)) {
    agree.set(count, await isAsBefore(all.slice(PROOF_ROWS - count)))
  }
  // Those without an edit run in a graph without hooks, where nobody beside them has one.
  const unedited = all.filter((i) => edits[i] === null)
  for (const count of [1, 2, unedited.length]) {
    agree.set(count, agree.get(count)! && (await isAsBefore(unedited.slice(0, count))))
  }
  return ROW_TILES.find((tile) => COUNTS.every((count) => padded(count, tile) !== count || agree.get(count))) ?? null
}

/** Whether a prompt's keys, values and last logits are the same however it is cut. */
async function readsExactly(runner: ModelRunner): Promise<boolean> {
  const length = Math.min(PROMPT, runner.capacity)
  const ids = idsOf(runner, length, seededRandom(SEED + 1))
  const read = async (cuts: readonly number[]): Promise<Buffer> => {
    let last = Buffer.alloc(0)
    let row = 0
    for (const [i, start] of [0, ...cuts].entries()) {
      // What was read before is found: the next part goes on in another row.
      if (start > 0) runner.kv.copy(row, ++row, start)
      const part = ids.slice(start, cuts[i] ?? length)
      const { logits, final } = await runner.stretch({ row, start, ids: part, logits: 'last' })
      last = Buffer.concat([bits(logits, 0, logits.length), bits(final, 0, final.length)])
    }
    const kv = runner.kv.copyOf(length)
    runner.kv.read(row, 0, length, kv)
    return Buffer.concat([last, Buffer.from(kv.buffer, kv.byteOffset, kv.byteLength)])
  }
  const whole = await read([])
  return whole.equals(await read(CUTS.filter((cut) => cut <= length - 2)))
}

const idsOf = (runner: ModelRunner, count: number, random: () => number): number[] =>
  Array.from({ length: count }, () => Math.floor(random() * runner.config.vocabulary))

function randomEdit({ config }: ModelRunner, random: () => number): Edit {
  const e = Float32Array.from({ length: config.hidden }, () => EDIT_SIZE * (2 * random() - 1))
  return new Map([[hookAt('residual', Math.floor(config.layers / 2)), { e, slots: [] }]])
}

/** A row's bytes where they lie: copies of all would cost more than half the steps do. */
const bits = ({ buffer, byteOffset }: Float32Array, row: number, width: number): Buffer =>
  Buffer.from(buffer, byteOffset + row * width * Float32Array.BYTES_PER_ELEMENT, width * Float32Array.BYTES_PER_ELEMENT)
