/**
 * The worker as a process of its own: settings from the environment, one line when it is ready, a clean end. SIGTERM lets
 * it finish the answers that it writes, for a while; SIGINT, a second SIGTERM, or the end of the Node process that started
 * it ends it after the step under way. That process hears of its start over an IPC channel.
 */
import { readSettings } from './settings.ts'
import { startWorker } from './start.ts'
import { NOT_ROW_EXACT, type StartMessage } from './start-message.ts'

const started = process.send !== undefined
const tell = (message: StartMessage) => {
  if (process.connected) process.send!(message)
}

/** Asked to end: when its answers are complete, or at once. */
const leave = new AbortController()
const stop = new AbortController()
// The listeners stay: packages that listen too end the process as soon as nobody else does.
process.on('SIGTERM', () => (leave.signal.aborted ? stop : leave).abort())
for (const name of ['SIGINT', 'disconnect'] as const) {
  process.on(name, () => {
    stop.abort()
    leave.abort()
  })
}
try {
  const settings = readSettings(process.env)
  const worker = await startWorker(settings, {
    signal: leave.signal,
    onModel: (bytes, total, text) => tell({ type: 'model', bytes, total, text }),
    onLoading: (source) => tell({ type: 'loading', done: 0, total: null, text: `loading ${source.id}` }),
    onBuild: (done, total) => tell({ type: 'loading', done, total, text: 'packing the weights, once' }),
  })
  const { device, engine, source, rowExact, settings: opened } = worker.model
  const memory = { answers: Math.round(engine.runner.kv.bytes / 2 ** 20), prompts: opened.prefixCache }
  const model = { id: source.id, hash: source.sha256, form: opened.form, rowExact, memory }
  tell({ type: 'ready', url: worker.url, model })
  if (!started) {
    console.log(
      `${source.id} (${opened.form}, ${device.model}) ready at ${worker.url}: ${opened.rows} rows of ${opened.context} tokens, at most ` +
        `${memory.answers} MiB of keys and values and ${memory.prompts} MiB of kept prompts`,
    )
    if (!rowExact) console.log(NOT_ROW_EXACT)
  }
  await new Promise<void>((resolve) => {
    if (leave.signal.aborted) resolve()
    leave.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await worker.drain(AbortSignal.any([stop.signal, AbortSignal.timeout(settings.drainMs)]))
  await worker.close()
} catch (problem) {
  if (!leave.signal.aborted) {
    const { message } = problem as Error
    tell({ type: 'failed', message })
    if (!started) console.error(message)
    process.exitCode = 1
  }
} finally {
  // An open channel would keep the process.
  if (process.connected) process.disconnect()
}
