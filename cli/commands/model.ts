/** The model that a command works with: loaded into this process, its progress shown on stderr. */
import { join } from 'node:path'
import { type ModelSource, type OpenModel, openModel } from '../../gpu-worker/engine/open.ts'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import type { DirectionManifest } from '../../shared/direction.ts'
import type { Steps } from '../progress.ts'

export const MODEL_HELP = `  --model SPEC       the model, as ATTUNE_MODEL names it (a file, a folder, hf:…, pypi:…);
                     without it ATTUNE_MODEL, else the default model`

/**
 * `spec` undefined: `ATTUNE_MODEL`, else the default model. `check` throws where that is not the model that is needed,
 * before anything is loaded.
 */
export async function loadModel(
  spec: string | undefined,
  steps: Steps,
  signal: AbortSignal,
  check: (source: ModelSource) => void = () => {},
): Promise<OpenModel> {
  const source = await steps.run('model', (onProgress) => obtainModel(spec, { onProgress, signal }))
  check(source)
  const model = await steps.run('engine', async (report) => {
    const opened = await openModel({
      source,
      graphs: join(cacheFolder(), 'graphs'),
      onBuild: (done, total) => report(done, total, 'packing the weights, once'),
    })
    report(1, 1, `${source.id}, ${opened.settings.form}`)
    return opened
  })
  if (signal.aborted) await model[Symbol.asyncDispose]()
  signal.throwIfAborted()
  return model
}

/** @throws Error where the direction in `path` was made for another model */
export function checkModelOf(path: string, { model: fitted }: DirectionManifest, source: ModelSource): void {
  if (fitted.hash === source.sha256) return
  throw new Error(
    `${path} is a direction of ${fitted.name} (${fitted.hash.slice(0, 12)}), and the model is ${source.id} ` +
      `(${source.sha256.slice(0, 12)}): name its model with --model.`,
  )
}
