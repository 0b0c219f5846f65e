/**
 * The form of weights that a model is written with where nobody chose one: bytes by bytes (i8) where the CPU multiplies
 * them fast and the model takes it, else blocks (q8). Models differ in how large a few of their channels grow, and some
 * of those no smoothing reaches. So it is measured, once: how far bytes move the next token's distribution.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureDivergence } from '../model/calibration/divergence.ts'
import { calibrationSequences } from '../model/calibration/measure.ts'
import { openEmbedding } from '../model/embedding.ts'
import type { FormName } from '../model/forms/plans.ts'
import { type BuildOptions, buildGraphs, graphsFolder } from '../model/graph/build.ts'
import { replaceFile } from '../model/graph/pack-file.ts'
import type { ModelFile } from '../model/model-file.ts'
import { hasFastBytes } from '../runtime/cpu.ts'
import { Session } from '../runtime/session.ts'

/**
 * The most that bytes may move it, in nats a token: then no set of next tokens gains or loses more than a tenth of
 * probability on average (Pinsker's inequality). 0.012 for the default model, 0.009 for Gemma 3 270M.
 */
const MOST_DIVERGENCE = 0.02

export type AutoFormOptions = Omit<BuildOptions, 'file' | 'forms'> & { threads: number }

/** @param reference the form whose distribution is taken for right */
export async function autoForm(file: ModelFile, reference: FormName, options: AutoFormOptions): Promise<FormName> {
  // Integer GEMM is wrong without VNNI, and slower than blocks where it is not fast.
  if (!hasFastBytes()) return 'q8'
  return (await divergenceOfBytes(file, reference, options)) <= MOST_DIVERGENCE ? 'i8' : 'q8'
}

/** Kept beside the graphs that it was measured with. */
export async function divergenceOfBytes(
  file: ModelFile,
  reference: FormName,
  options: AutoFormOptions,
): Promise<number> {
  const { cache, hash, threads, context } = options
  const record = join(graphsFolder(cache, hash), `divergence.i8.${reference}.json`)
  const known = recorded(record)
  if (known !== null) return known
  const built = await buildGraphs({ ...options, file, forms: ['i8', reference] })
  using expected = await Session.load(built.graph(reference, 'prefill', 'plain').path, { threads })
  using got = await Session.load(built.graph('i8', 'prefill', 'plain').path, { threads })
  const sequences = calibrationSequences(file).map((ids) => ids.slice(0, context))
  const shared = { config: file.config, embedding: openEmbedding(file) }
  const nats = await measureDivergence({ ...shared, session: expected }, { ...shared, session: got }, sequences)
  replaceFile(record, JSON.stringify({ nats }))
  return nats
}

/** null where it was not measured, or the record cannot be read. */
function recorded(path: string): number | null {
  try {
    const { nats } = JSON.parse(readFileSync(path, 'utf8'))
    return typeof nats === 'number' ? nats : null
  } catch {
    return null
  }
}
