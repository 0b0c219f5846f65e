/** Whether a port can be listened on, before anything is started that would need it. */
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** The port that the environment's `variable` chooses; 0 is any that is free. @throws Error that names the variable. */
export function portSetting(variable: string, fallback: number, env: NodeJS.ProcessEnv = process.env): number {
  const text = env[variable]
  if (!text) return fallback
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new Error(`${variable} must be a port from 1 to 65535, or 0 for any that is free, not '${text}'`)
}

const TRY_AGAIN_MS = 100

/**
 * Throws an error that says what to do, where `variable` is the setting that chooses another port.
 * @param patience milliseconds that whoever uses the port has to leave it
 */
export async function assertPortFree(port: number, variable: string, host = '127.0.0.1', patience = 0): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`${variable} must be a port from 1 to 65535, not '${port}'`)
  const end = performance.now() + patience
  let { problem } = await tryPort(port, host)
  while (problem?.code === 'EADDRINUSE' && performance.now() < end) {
    await delay(TRY_AGAIN_MS)
    problem = (await tryPort(port, host)).problem
  }
  if (problem) throw new Error(portProblem(problem, port, variable, host), { cause: problem })
}

/** A port that nobody listens on now. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const { port, problem } = await tryPort(0, host)
  if (problem) throw problem
  return port
}

async function tryPort(port: number, host: string): Promise<{ port: number; problem: NodeJS.ErrnoException | null }> {
  const server = createServer()
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve)
    server.listen({ port, host, exclusive: true }, () => resolve(null))
  })
  if (problem) return { port, problem }
  const opened = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return { port: opened.port, problem: null }
}

/** What the system's refusal means, and what to do about it. */
export function portProblem(problem: NodeJS.ErrnoException, port: number, variable: string, host: string): string {
  if (problem.code === 'EADDRINUSE') return `port ${port} is in use: stop what uses it or set ${variable}`
  if (problem.code === 'EACCES') return `port ${port} needs more rights than this user has: set ${variable} above 1023`
  if (problem.code === 'EADDRNOTAVAIL') return `the address ${host} does not belong to this machine`
  return `port ${port} cannot be opened on ${host}: ${problem.message}`
}
