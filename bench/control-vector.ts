/**
 * Whether an exported control vector does in llama.cpp what the direction does in Attune: both read the same tokens with
 * the same weights in float32, plainly and steered on every token, and what the steering changed is compared token by
 * token over the vocabulary. A file whose vectors stand one layer off shows what a wrong layer would look like.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ExportedPole, encodeControlVector } from '../gpu-worker/control-vector/encode.ts'
import type { OpenModel } from '../gpu-worker/engine/open.ts'
import { BUILTIN_DIRECTIONS } from '../gpu-worker/fitting/builtin-directions.ts'
import { logSumExp } from '../gpu-worker/model/distribution.ts'
import { DEFAULT_MODEL } from '../gpu-worker/model/store/known-models.ts'
import { type Direction, decodeDirection } from '../shared/direction.ts'
import { composeEdit, type Edit } from '../shared/steering/edit.ts'
import { readReference } from '../test/support/reference.ts'
import { randomDirection } from './harness/directions.ts'
import { type Figure, type Goal, inRow, type Table } from './harness/figures.ts'
import { LlamaCpp } from './harness/llama-cpp.ts'
import type { Predictions } from './harness/llama-predictions.ts'
import { openBenchModel } from './harness/model.ts'

const WINDOW = 128
const WINDOWS = 4
const THREADS = 2
const AXIS = 'formal'
/** Of the change itself: both engines round, and llama.cpp keeps its logits in 16 bits. */
const DIFFERENCE_GOAL: Goal = { atMost: 0.01 }
const CORRELATION_GOAL: Goal = { atLeast: 0.999 }

type Case = {
  name: string
  direction: Direction
  pole: ExportedPole
  /** What is exported, where it is not the direction itself. */
  exported?: Direction
  goals: boolean
}

export async function controlVector(): Promise<Table[]> {
  const other = await LlamaCpp.obtain()
  await using model = await openBenchModel({ form: 'fp32', prefill: 'fp32', rows: 1, threads: THREADS, device: 'cpu' })
  if (model.source.sha256 !== DEFAULT_MODEL.sha256) {
    throw new Error('the built-in directions are of the default model: unset ATTUNE_MODEL')
  }
  const file = await other.quantised(model.source.path, 'F32')
  const text = proseOf(model)
  const folder = mkdtempSync(path.join(tmpdir(), 'attune-control-vector-'))
  try {
    const plain = await other.predictions(file, text, WINDOW)
    const plainHere = await readWindows(model, plain, null)
    const figures: Figure[] = []
    for (const { name, direction, pole, exported = direction, goals } of casesOf(model)) {
      const vector = path.join(folder, 'vector.gguf')
      writeFileSync(vector, encodeControlVector(exported, pole))
      const steered = await other.predictions(file, text, WINDOW, vector)
      const strength = pole === 'positive' ? 1 : -1
      const { edit } = composeEdit([{ axis: AXIS, direction, strength, mode: 'add' }], { overdrive: true })
      const steeredHere = await readWindows(model, plain, edit)
      figures.push(...compare(name, { plain, steered }, { plain: plainHere, steered: steeredHere }, goals))
    }
    return [
      {
        title: "An exported direction in llama.cpp: what it changes, beside Attune's own edit",
        rows: 'direction, and what of it llama.cpp adds',
        note:
          `Prose, ${plain.windows.length} windows of ${WINDOW} tokens, the second half of each; both with float32 weights and every token ` +
          'steered. Perplexity, plain and steered. Δ: steered less plain log-probabilities, over every token and position where llama.cpp keeps both; ' +
          "difference: ‖Δ of Attune - Δ of llama.cpp‖ ÷ ‖Δ of llama.cpp‖. 'One layer off' is a file made wrong on purpose.",
        figures,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The reference's prose, as often as fills the windows. llama-perplexity wants at least two. */
function proseOf({ tokenizer }: OpenModel): string {
  const text = readReference().sequence('prose').text!
  const times = Math.ceil(((WINDOWS + 0.5) * WINDOW) / tokenizer.encode(text).length)
  return `${text}\n`.repeat(times)
}

function casesOf(model: OpenModel): Case[] {
  const { layers } = model.config
  const builtin = decodeDirection(readFileSync(path.join(BUILTIN_DIRECTIONS, `${AXIS}.safetensors`)))
  // The first and the last layer that llama.cpp takes, and one between.
  const random = randomDirection(model, AXIS, [1, Math.floor(layers / 2), layers - 1], 11)
  return [
    { name: `${AXIS}, strength 1`, direction: builtin, pole: 'positive', goals: true },
    { name: `${AXIS}, strength -1`, direction: builtin, pole: 'negative', goals: true },
    { name: 'random vectors at the first, middle and last layer', direction: random, pole: 'positive', goals: true },
    {
      name: `${AXIS}, strength 1; llama.cpp one layer off`,
      direction: builtin,
      pole: 'positive',
      exported: oneLayerLower(builtin),
      goals: false,
    },
  ]
}

const oneLayerLower = ({ manifest, layers }: Direction): Direction => ({
  manifest,
  layers: layers.map((layer) => ({ ...layer, layer: layer.layer - 1 })),
})

/** Attune's logits at the positions that llama.cpp saved, window by window. */
async function readWindows({ engine, config }: OpenModel, { windows }: Predictions, edit: Edit | null) {
  const V = config.vocabulary
  const rows: Float32Array[] = []
  for (const { tokens, positions } of windows) {
    const wanted = new Set(positions.map(({ position }) => position))
    await engine.read(
      { start: 0, texts: [{ ids: tokens, ...(edit && { edit }) }], logits: true },
      ({ logits }, from) => {
        for (let i = 0; i < logits.length / V; i++) {
          if (wanted.has(from + i)) rows.push(logits.slice(i * V, (i + 1) * V))
        }
      },
    )
  }
  return rows
}

type Pair<Of> = { plain: Of; steered: Of }

function compare(row: string, theirs: Pair<Predictions>, ours: Pair<Float32Array[]>, goals: boolean): Figure[] {
  const sums = { aa: 0, bb: 0, ab: 0, off: 0 }
  const surprise = { ours: { plain: 0, steered: 0 }, theirs: { plain: 0, steered: 0 } }
  let at = 0
  for (const [w, { tokens, positions }] of theirs.plain.windows.entries()) {
    for (const [p, before] of positions.entries()) {
      const after = theirs.steered.windows[w]!.positions[p]!
      const [plain, steered] = [ours.plain[at]!, ours.steered[at]!]
      const shift = logSumExp(steered) - logSumExp(plain)
      for (let id = 0; id < plain.length; id++) {
        if (!before.known[id] || !after.known[id]) continue
        const a = steered[id]! - plain[id]! - shift
        const b = after.logProbs[id]! - before.logProbs[id]!
        sums.aa += a * a
        sums.bb += b * b
        sums.ab += a * b
        sums.off += (a - b) ** 2
      }
      const next = tokens[before.position + 1]!
      surprise.ours.plain += logSumExp(plain) - plain[next]!
      surprise.ours.steered += logSumExp(steered) - steered[next]!
      surprise.theirs.plain -= before.logProbs[next]!
      surprise.theirs.steered -= after.logProbs[next]!
      at++
    }
  }
  const perplexity = (sum: number) => Math.exp(sum / at)
  const figure = inRow(row)
  return [
    figure('Attune, plain', perplexity(surprise.ours.plain)),
    figure('Attune, steered', perplexity(surprise.ours.steered)),
    figure('llama.cpp, plain', perplexity(surprise.theirs.plain)),
    figure('llama.cpp, steered', perplexity(surprise.theirs.steered)),
    figure('cosine of Δ', sums.ab / Math.sqrt(sums.aa * sums.bb), '', goals ? CORRELATION_GOAL : undefined),
    figure('difference of Δ', Math.sqrt(sums.off / sums.bb), '', goals ? DIFFERENCE_GOAL : undefined),
  ]
}
