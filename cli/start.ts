/** `npm start`: Attune on this machine, and how to talk to it. Ends with Ctrl-C. */
import { BUILTIN_AXES } from '../gpu-worker/fitting/builtin-axes.ts'
import { NOT_ROW_EXACT } from '../gpu-worker/start-message.ts'
import { type Attune, DEFAULT_PORT, DEFAULT_WORKER_PORT, startAttune, stateFolder } from './attune.ts'
import { portSetting } from './ports.ts'
import { painter } from './terminal.ts'

const EXAMPLE_AXIS = 'simple'
const QUESTION = {
  messages: [{ role: 'user', content: 'Tell me about the sea.' }],
  max_tokens: 60,
  temperature: 0.7,
  repetition_penalty: 1.1,
  seed: 4,
}

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

function welcome(attune: Attune): string {
  const { url, apiKey, model } = attune
  const paint = painter(process.stdout)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  return `
${paint('bold', `Attune is ready in ${seconds} s`)}, with ${model.id} (${model.form}).
Beside the model, the worker takes at most ${model.memory.answers} MiB for answers and ${model.memory.prompts} MiB for kept prompts.${model.rowExact ? '' : `\n${NOT_ROW_EXACT}`}

  Dashboard   ${paint('cyan', url)}
  API         ${paint('cyan', `${url}/v1`)}   described at ${url}/docs
  Key         ${paint('cyan', apiKey)}   for development, with all rights

${curlLines(attune)}

Ctrl-C stops it.`
}

/** Lines to paste: an answer at one pole of an axis, and one that streams at the other. */
function curlLines({ url, apiKey, model, axes }: Attune): string {
  const curl = (flags: string, body: object) =>
    `curl ${flags} ${url}/v1/chat/completions -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' -d '${JSON.stringify({ ...QUESTION, model: model.id, ...body })}'`
  const axis = BUILTIN_AXES.find(({ id }) => id === EXAMPLE_AXIS && axes.includes(id))
  if (!axis) {
    return `There are no built-in directions for this model: fit an axis in the dashboard, or with POST ${url}/v1/fits.
Until then it answers unsteered:

${curl('-s', {})}`
  }
  const steering = (value: number) => ({ strengths: { [axis.id]: value } })
  return `It can be steered by ${axes.join(', ')}. Get a ${axis.positive.name} answer, then stream a ${axis.negative.name} one:

${curl('-s', { steering: steering(1) })}

${curl('-sN', { steering: steering(-1), stream: true })}`
}
