/** Model → engine → server, in this process; closing runs backwards. */
import path from 'node:path'
import { EngineError } from './engine/errors.ts'
import { EngineLanguageModel } from './engine/language-model.ts'
import { type ModelSource, type OpenModel, openModel } from './engine/open.ts'
import { probe } from './engine/probe.ts'
import { isDiskFull } from './model/disk-full.ts'
import { graphsFolder } from './model/graph/build.ts'
import { cacheFolder } from './model/store/cache-folder.ts'
import { obtainModel } from './model/store/store.ts'
import { Announcer } from './server/announcer.ts'
import { createWorkerApp } from './server/app.ts'
import { listen } from './server/listen.ts'
import type { WorkerSettings } from './settings.ts'
import { openUsage, type Usage } from './usage/usage.ts'

export type StartProgress = {
  /** Obtaining the model: bytes, of how many, what is being done. */
  onModel?: (bytes: number, total: number | null, text: string) => void
  /** The model's file is there. */
  onLoading?: (source: ModelSource) => void
  /** Packing its weights, the first time. */
  onBuild?: (done: number, total: number) => void
  signal?: AbortSignal
}

export type Worker = {
  url: string
  model: OpenModel
  /** Takes no more answers and waits for those that are being written; at the latest until `signal`. */
  drain(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export async function startWorker(settings: WorkerSettings, progress: StartProgress = {}): Promise<Worker> {
  const source = await obtainModel(undefined, { onProgress: progress.onModel, signal: progress.signal })
  progress.onLoading?.(source)
  const graphs = path.join(cacheFolder(), 'graphs')
  const model = await openModel({ source, graphs, settings: settings.engine, onBuild: progress.onBuild }).catch(
    (problem) => {
      if (problem instanceof EngineError) throw noAnswer(source, graphs, problem)
      throw isDiskFull(problem) ? noRoom(graphs, problem) : problem
    },
  )
  await checkAnswers(model, graphs)
  const usage = await countUsage(settings).catch(async (problem) => {
    await model[Symbol.asyncDispose]()
    throw problem
  })
  const language = new EngineLanguageModel(model)
  const worker = createWorkerApp({
    model,
    language,
    reader: language,
    secrets: settings.secrets,
    tag: settings.tag,
    fits: path.join(settings.state, 'fits'),
    metricsToken: settings.metricsToken,
    usage: usage?.recorder ?? null,
    telemetry: { ...settings.telemetry, write: (line) => console.log(line) },
  })
  const end = async () => {
    await worker.close()
    await model[Symbol.asyncDispose]()
    await usage?.close(AbortSignal.timeout(REPORT_MS))
  }
  try {
    const { url, close } = await listen(worker.app, settings.host, settings.port)
    worker.warm()
    const { announce } = settings
    const secret = settings.secrets[0]!
    const announcer = announce && new Announcer({ ...announce, secret, card: worker.card, engine: model.engine })
    return {
      url,
      model,
      async drain(signal) {
        const drained = model.engine.drain(signal)
        // Edges send nothing more as soon as they know; until then they are refused, and ask another.
        await Promise.all([announcer?.announce(), drained])
      },
      async close() {
        announcer?.close()
        await close(end)
      },
    }
  } catch (problem) {
    await end()
    throw problem
  }
}

/** How long the edge has to take what is left when the worker ends; the next start reports the rest. */
const REPORT_MS = 3_000

async function countUsage({ edge, journal, tag, secrets }: WorkerSettings): Promise<Usage | null> {
  if (edge) return openUsage({ folder: journal, worker: tag, edge, secret: secrets[0]! })
  console.warn('Usage is not counted, and limits do not know when answers end: ATTUNE_EDGE_URL names no edge.')
  return null
}

const noRoom = (graphs: string, cause: unknown) =>
  new Error(
    `The disk of '${graphs}' is full: packed weights go there. Free some space, or set ATTUNE_CACHE to a folder on another disk.`,
    { cause },
  )

/** A worker that can make no answer does not start. */
async function checkAnswers(model: OpenModel, graphs: string): Promise<void> {
  const { engine, tokenizer, source } = model
  try {
    await probe(engine, tokenizer.encode('Hello'))
  } catch (problem) {
    await model[Symbol.asyncDispose]()
    throw noAnswer(source, graphs, problem as Error)
  }
}

const noAnswer = ({ id, sha256, path }: ModelSource, graphs: string, problem: Error) =>
  new Error(
    `${id} can make no answer (${((problem.cause ?? problem) as Error).message}). If its weights are damaged, remove ` +
      `${graphsFolder(graphs, sha256)}: they are packed again from ${path}.`,
    { cause: problem },
  )
