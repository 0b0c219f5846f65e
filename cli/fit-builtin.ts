/**
 * Fits the built-in axes on the default model, into files that are committed:
 *
 *     npm run fit:builtin                        all of them
 *     npm run fit:builtin -- --axis formal,warm  some
 *     npm run fit:builtin -- --out DIR           into another folder
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { EngineLanguageModel } from '../gpu-worker/engine/language-model.ts'
import { openModel } from '../gpu-worker/engine/open.ts'
import { BUILTIN_AXES, builtinFitSpec } from '../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../gpu-worker/fitting/builtin-directions.ts'
import { FitError } from '../gpu-worker/fitting/fit-error.ts'
import { cacheFolder } from '../gpu-worker/model/store/cache-folder.ts'
import { DEFAULT_MODEL } from '../gpu-worker/model/store/known-models.ts'
import { obtainModel } from '../gpu-worker/model/store/store.ts'
import { runFit } from '../gpu-worker/pipeline/fit.ts'
import { writeTogether } from './commands/files.ts'
import { fitCard, fitSummary } from './fit-card.ts'
import { progress } from './progress.ts'

const { values } = parseArgs({ options: { axis: { type: 'string' }, out: { type: 'string' } } })
const wanted = values.axis?.split(',') ?? BUILTIN_AXES.map(({ id }) => id)
const unknown = wanted.filter((id) => !BUILTIN_AXES.some((axis) => axis.id === id))
if (unknown.length) {
  console.error(`No built-in axis ${unknown.join(', ')}; there are ${BUILTIN_AXES.map(({ id }) => id).join(', ')}.`)
  process.exit(2)
}
const out = values.out ?? BUILTIN_DIRECTIONS

const controller = new AbortController()
process.once('SIGINT', () => controller.abort())
const { signal } = controller
const folder = await mkdtemp(join(tmpdir(), 'attune-fit-'))
try {
  await mkdir(out, { recursive: true })
  const steps = progress(process.stdout)
  const source = await steps.run('model', (report) => obtainModel(DEFAULT_MODEL.spec, { onProgress: report, signal }))
  await using model = await steps.run('engine', (onBuild) =>
    openModel({ source, graphs: join(cacheFolder(), 'graphs'), onBuild }),
  )
  const language = new EngineLanguageModel(model)
  for (const axis of BUILTIN_AXES.filter(({ id }) => wanted.includes(id))) {
    const spec = builtinFitSpec(axis)
    const result = await steps.run(axis.id, async (report) => {
      const fit = await runFit({
        id: axis.id,
        spec,
        model: language,
        directory: folder,
        signal,
        onProgress: ({ progress, message }) => report(progress, 1, message),
      })
      report(1, 1, fitSummary(fit))
      return fit
    })
    await writeTogether([
      [join(out, `${axis.id}.json`), `${JSON.stringify(fitCard(result), null, 2)}\n`],
      [join(out, `${axis.id}.safetensors`), result.bytes],
    ])
  }
} catch (error) {
  if (!(error instanceof FitError) && !signal.aborted) throw error
  console.error(error instanceof FitError ? error.message : 'Stopped.')
  process.exitCode = signal.aborted ? 130 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
