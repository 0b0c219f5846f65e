/** Model → engine → server, in this process; closing runs backwards. */
import path from 'node:path'
import { serve } from '@hono/node-server'
import { EngineLanguageModel } from './engine/language-model.ts'
import { type ModelSource, type OpenModel, openModel } from './engine/open.ts'
import { cacheFolder } from './model/store/cache-folder.ts'
import { obtainModel } from './model/store/store.ts'
import { createWorkerApp } from './server/app.ts'
import type { WorkerSettings } from './settings.ts'

export type StartProgress = {
  /** Obtaining the model: bytes, of how many, what is being done. */
  onModel?: (bytes: number, total: number | null, text: string) => void
  /** The model's file is there. */
  onLoading?: (source: ModelSource) => void
  /** Packing its weights, the first time. */
  onBuild?: (done: number, total: number) => void
  signal?: AbortSignal
}

export type Worker = { url: string; model: OpenModel; close(): Promise<void> }

export async function startWorker(settings: WorkerSettings, progress: StartProgress = {}): Promise<Worker> {
  const source = await obtainModel(undefined, { onProgress: progress.onModel, signal: progress.signal })
  progress.onLoading?.(source)
  const model = await openModel({
    source,
    graphs: path.join(cacheFolder(), 'graphs'),
    settings: settings.engine,
    onBuild: progress.onBuild,
  })
  const worker = createWorkerApp({
    model,
    language: new EngineLanguageModel(model),
    secret: settings.secret,
    tag: settings.tag,
    fits: path.join(settings.state, 'fits'),
  })
  const server = serve({ fetch: worker.app.fetch, hostname: settings.host, port: settings.port })
  try {
    await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  } catch (problem) {
    await model[Symbol.asyncDispose]()
    throw problem
  }
  const address = server.address() as { port: number }
  return {
    url: `http://${settings.host}:${address.port}`,
    model,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await worker.close()
      await model[Symbol.asyncDispose]()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
