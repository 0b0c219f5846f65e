/**
 * `npm run demo`: what Attune does, to be watched. Uses a running `npm start`, else its own.
 *
 *     npm run demo             two users ask the same question, each steered by their own profile, and one is turned in the middle
 *     npm run demo -- learn    ten picks of a simulated user change the answers
 */
import { type Attune, DEFAULT_PORT, DEFAULT_WORKER_PORT, startAttune, stateFolder } from './attune.ts'
import type { Demo, Target } from './demos/demo.ts'
import { learn } from './demos/learn.ts'
import { twoUsers } from './demos/two-users.ts'
import { developmentSecrets } from './dev-key.ts'
import { portSetting } from './ports.ts'
import { painter } from './terminal.ts'

const DEMOS: Readonly<Record<string, Demo>> = { 'two-users': twoUsers, learn }

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())
let own: Attune | null = null
try {
  const demonstrate = demoOf(process.argv[2] ?? 'two-users')
  const running = await findRunning()
  if (!running) own = await startAttune({ ...ports(), state: stateFolder(), signal: stop.signal })
  await demonstrate(running ?? own!, { paint: painter(process.stdout), signal: stop.signal })
} catch (problem) {
  console.error(stop.signal.aborted ? 'Stopped.' : `\nThe demo did not work: ${(problem as Error).message}`)
  process.exitCode = stop.signal.aborted ? 130 : 1
} finally {
  await own?.close()
}

function demoOf(name: string): Demo {
  const demo = Object.hasOwn(DEMOS, name) ? DEMOS[name] : undefined
  if (!demo) throw new Error(`there is no demo '${name}'; there are ${Object.keys(DEMOS).join(' and ')}`)
  return demo
}

function ports() {
  return {
    port: portSetting('ATTUNE_PORT', DEFAULT_PORT),
    workerPort: portSetting('ATTUNE_WORKER_PORT', DEFAULT_WORKER_PORT),
  }
}

/** What answers on the port as Attune does; null if nothing does. */
async function findRunning(): Promise<Target | null> {
  const { port, workerPort } = ports()
  const url = `http://127.0.0.1:${port}`
  try {
    const health = (await (await fetch(`${url}/health`)).json()) as { workers?: unknown } | null
    if (!Array.isArray(health?.workers)) return null
  } catch {
    return null
  }
  const { apiKey } = await developmentSecrets(stateFolder())
  return { url, workerUrl: `http://127.0.0.1:${workerPort}`, apiKey }
}
