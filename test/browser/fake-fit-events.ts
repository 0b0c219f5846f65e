/** The events of a fit as the edge sends them: whatever the test makes of it, whenever it does. */
import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Fit } from '../../edge/dashboard/src/api/types.ts'

const LOOK_EVERY_MS = 50

export type FitWatch = ReturnType<typeof sendFitEvents>

export function sendFitEvents(response: ServerResponse, read: () => Fit | undefined) {
  const after = response.req.headers['last-event-id']
  let told = after
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write('retry: 1000\n\n')
  const look = () => {
    const fit = read()
    if (!fit || response.destroyed) return stop()
    const data = JSON.stringify({ ...fit, spec: null })
    const id = createHash('sha256').update(data).digest('hex').slice(0, 16)
    response.write(id === told ? ': ping\n\n' : `id: ${id}\nevent: fit\ndata: ${data}\n\n`)
    told = id
    if (fit.state === 'queued' || fit.state === 'running') return
    response.write(`event: end\ndata: ${JSON.stringify({ state: fit.state })}\n\n`)
    stop()
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  function stop() {
    clearInterval(timer)
    response.end()
  }
  response.on('close', () => clearInterval(timer))
  look()
  return { after, last: () => told, cut: () => response.destroy() }
}
