/**
 * The worker as a process of its own: settings from the environment, one line when it is ready, a clean end. Started
 * by another Node process with an IPC channel, it reports its start there, and ends when that process does.
 */
import { readSettings } from './settings.ts'
import { startWorker } from './start.ts'
import type { StartMessage } from './start-message.ts'

const started = process.send !== undefined
const tell = (message: StartMessage) => {
  if (process.connected) process.send!(message)
}

const stop = new AbortController()
// The listeners stay: packages that listen too end the process as soon as nobody else does.
for (const name of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(name, () => stop.abort())
try {
  const worker = await startWorker(readSettings(process.env), {
    signal: stop.signal,
    onModel: (bytes, total, text) => tell({ type: 'model', bytes, total, text }),
    onLoading: (source) => tell({ type: 'loading', done: 0, total: null, text: `loading ${source.id}` }),
    onBuild: (done, total) => tell({ type: 'loading', done, total, text: 'packing the weights, once' }),
  })
  const { engine, source, settings } = worker.model
  const reserved = Math.round(engine.runner.kv.bytes / 2 ** 20)
  tell({ type: 'ready', url: worker.url, model: { id: source.id, hash: source.sha256, form: settings.form } })
  if (!started) {
    console.log(
      `${source.id} (${settings.form}) ready at ${worker.url}, ${settings.rows} rows, at most ${reserved} MiB of KV`,
    )
  }
  await new Promise<void>((resolve) => {
    if (stop.signal.aborted) resolve()
    stop.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await worker.close()
} catch (problem) {
  if (!stop.signal.aborted) {
    const { message } = problem as Error
    tell({ type: 'failed', message })
    if (!started) console.error(message)
    process.exitCode = 1
  }
} finally {
  // An open channel would keep the process.
  if (process.connected) process.disconnect()
}
