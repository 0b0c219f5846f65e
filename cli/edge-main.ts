/**
 * The edge as a process of its own, started by edge-process.ts, which tells it what to run. It ends when it is told to, or
 * when whoever started it has gone, however that ended; and workerd with it.
 */
import type { EdgeMessage, EdgeOrder } from './edge-message.ts'
import { type LocalEdge, type LocalEdgeOptions, openEdge } from './local-edge.ts'

const tell = (message: EdgeMessage, sent = () => {}) => {
  if (process.connected) process.send!(message, sent)
}

let edge: LocalEdge | null = null

async function start(options: LocalEdgeOptions): Promise<void> {
  try {
    edge = await openEdge(options, (line) => console.error(line))
    tell({ type: 'ready', url: edge.url })
  } catch (problem) {
    tell({ type: 'failed', message: (problem as Error).message }, () => process.exit(1))
  }
}

process.on('message', async (order: EdgeOrder) => {
  if (order.type === 'start') return start(order.options)
  if (order.type === 'start clock') return edge?.startClock()
  await edge?.stop()
  process.exit(0)
})
// At once: miniflare kills workerd as this process exits.
process.on('disconnect', () => process.exit(1))
