/** Whether a port can be listened on, before anything is started that would need it. */
import { createServer } from 'node:net'

/** Throws an error that says what to do, where `variable` is the setting that chooses another port. */
export async function assertPortFree(port: number, variable: string, host = '127.0.0.1'): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`${variable} must be a port from 1 to 65535, not '${port}'`)
  const server = createServer()
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve)
    server.listen({ port, host, exclusive: true }, () => resolve(null))
  })
  if (!problem) {
    await new Promise((resolve) => server.close(resolve))
    return
  }
  throw new Error(portProblem(problem, port, variable, host), { cause: problem })
}

/** What the system's refusal means, and what to do about it. */
export function portProblem(problem: NodeJS.ErrnoException, port: number, variable: string, host: string): string {
  if (problem.code === 'EADDRINUSE') return `port ${port} is in use: stop what uses it or set ${variable}`
  if (problem.code === 'EACCES') return `port ${port} needs more rights than this user has: set ${variable} above 1023`
  if (problem.code === 'EADDRNOTAVAIL') return `the address ${host} does not belong to this machine`
  return `port ${port} cannot be opened on ${host}: ${problem.message}`
}
