/** `npm start`: Attune on this machine, and how to talk to it. Ends with Ctrl-C. */
import { type Attune, DEFAULT_PORT, DEFAULT_WORKER_PORT, startAttune, stateFolder } from './attune.ts'
import { portSetting } from './ports.ts'
import { painter } from './terminal.ts'

const began = performance.now()
const stop = new AbortController()
// The listeners stay: packages that listen too end the process as soon as nobody else does. A second signal ends it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort()))

try {
  const attune = await startAttune({
    port: portSetting('ATTUNE_PORT', DEFAULT_PORT),
    workerPort: portSetting('ATTUNE_WORKER_PORT', DEFAULT_WORKER_PORT),
    state: stateFolder(),
    signal: stop.signal,
  })
  console.log(welcome(attune))
  if (!stop.signal.aborted) {
    await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  console.log('\nStopping …')
  await attune.close()
} catch (problem) {
  console.error(stop.signal.aborted ? 'Stopped.' : `\nAttune did not start: ${(problem as Error).message}`)
  process.exitCode = stop.signal.aborted ? 130 : 1
}

function welcome({ url, apiKey, model, axes }: Attune): string {
  const paint = painter(process.stdout)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  return `
${paint('bold', `Attune is ready in ${seconds} s`)}, with ${model.id} (${model.form}).

  Dashboard   ${paint('cyan', url)}
  API         ${paint('cyan', `${url}/v1`)}   described at ${url}/docs
  Key         ${paint('cyan', apiKey)}   for development, with all rights

${steeringHelp({ url, apiKey, model, axes })}

Ctrl-C stops it.`
}

/** Lines to paste. */
function steeringHelp({ url, apiKey, model, axes }: Pick<Attune, 'url' | 'apiKey' | 'model' | 'axes'>): string {
  const curl = (flags: string, body: object) =>
    `curl ${flags}${url}/v1/chat/completions -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`
  const ask = { model: model.id, messages: [{ role: 'user', content: 'Tell me about dogs.' }], max_tokens: 60, seed: 1 }
  if (!axes.length) {
    return `There are no built-in directions for this model: fit an axis in the dashboard, or with POST ${url}/v1/fits.
Until then it answers unsteered:

${curl('-s ', ask)}`
  }
  const steering = (value: number) => ({ strengths: { [axes[0]]: value } })
  return `Steered by ${axes.join(', ')}. Ask for a ${axes[0]} answer, then stream its opposite:

${curl('-s ', { ...ask, steering: steering(1) })}

${curl('-sN ', { ...ask, steering: steering(-1), stream: true })}`
}
