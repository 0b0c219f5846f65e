/** The worker as a process of its own: settings from the environment, one line when it is ready, a clean end. */
import { readSettings } from './settings.ts'
import { startWorker } from './start.ts'

const stop = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
try {
  const worker = await startWorker(readSettings(process.env), { signal: stop.signal })
  const { engine, source, settings } = worker.model
  const reserved = Math.round(engine.runner.kv.bytes / 2 ** 20)
  console.log(
    `${source.id} (${settings.form}) ready at ${worker.url}, ${settings.rows} rows, at most ${reserved} MiB of KV`,
  )
  await new Promise<void>((resolve) => {
    if (stop.signal.aborted) resolve()
    stop.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await worker.close()
} catch (problem) {
  if (!stop.signal.aborted) {
    console.error((problem as Error).message)
    process.exitCode = 1
  }
}
