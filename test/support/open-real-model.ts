/**
 * The default model, opened as the worker opens it, but for the graphs of edits, which are loaded when a test needs them; what
 * is built is kept in the model's cache.
 */
import { basename, dirname, join } from 'node:path'
import { type EngineSettings, type OpenModel, openModel } from '../../gpu-worker/engine/open.ts'
import { realModelPath } from './real-model.ts'

export function openRealModel(settings: Partial<EngineSettings>): Promise<OpenModel> {
  const path = realModelPath()
  const source = { path, sha256: basename(path, '.gguf'), id: 'smollm2-135m-instruct' }
  return openModel({
    source,
    graphs: join(dirname(path), '..', 'graphs'),
    settings: { context: 1024, ...settings },
    preload: false,
  })
}
