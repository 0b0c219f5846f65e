/**
 * The forms of weights that a model may be written with where nobody chose one, the best first: bytes by bytes, in the form
 * that this CPU multiplies rightly (byte-products.ts), where the model takes them; then blocks (q8), then plain floats.
 * Models differ in how large a few of their channels grow, and some of those no smoothing reaches. So it is measured, once:
 * how far bytes move the next token's distribution.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureDivergence } from '../model/calibration/divergence.ts'
import { calibrationSequences } from '../model/calibration/measure.ts'
import { openEmbedding } from '../model/embedding.ts'
import type { FormName } from '../model/forms/plans.ts'
import { type BuildOptions, buildGraphs, graphsFolder } from '../model/graph/build.ts'
import { replaceFile } from '../model/graph/pack-file.ts'
import { fitsAsFloats, type ModelFile } from '../model/model-file.ts'
import { Session } from '../runtime/session.ts'
import { type ByteForm, rightByteForm } from './byte-products.ts'

/**
 * The most that bytes may move it, in nats a token: then no set of next tokens gains or loses more than a tenth of
 * probability on average (Pinsker's inequality). Of i8, 0.012 for the default model and 0.009 for Gemma 3 270M; of i8p, 0.011 (see below).
 */
const MOST_DIVERGENCE = 0.02

export type AutoFormOptions = Omit<BuildOptions, 'file' | 'forms'> & { threads: number }

/** Blocks are right on every CPU; plain floats, slow as they are, have one kernel less to differ in. */
const othersFor = (file: ModelFile): FormName[] => (fitsAsFloats(file) ? ['q8', 'exact'] : ['q8'])

/** @param reference the form whose distribution is taken for right */
export async function autoForms(
  file: ModelFile,
  reference: FormName,
  options: AutoFormOptions,
): Promise<readonly FormName[]> {
  const bytes = await rightByteForm()
  const others = othersFor(file)
  if (bytes === null || (await divergenceOfBytes(file, bytes, reference, options)) > MOST_DIVERGENCE) return others
  return [bytes, ...others]
}

/** Kept beside the graphs that it was measured with. */
export async function divergenceOfBytes(
  file: ModelFile,
  bytes: ByteForm,
  reference: FormName,
  options: AutoFormOptions,
): Promise<number> {
  const { cache, hash, threads, context } = options
  const record = join(graphsFolder(cache, hash), `divergence.${bytes}.${reference}.json`)
  const known = recorded(record)
  if (known !== null) return known
  const built = await buildGraphs({ ...options, file, forms: [bytes, reference] })
  using expected = await Session.load(built.graph(reference, 'prefill', 'plain').path, { threads })
  using got = await Session.load(built.graph(bytes, 'prefill', 'plain').path, { threads })
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
