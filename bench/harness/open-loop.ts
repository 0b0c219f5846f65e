/** Streams begun at fixed times, whether those before have ended or not: who is slow is not asked less. */
import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'

export type Target = { url: string; path: string; headers: Record<string, string>; body: string }

/** In milliseconds. */
export type Arrivals = {
  /** From sending the request to the first event's first byte. */
  firstByte: number
  /** Between one chunk and the next. */
  gaps: number[]
}

/** One connection is kept for each stream that runs, as SDKs do. */
export const newAgent = () => new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

export function streamOnce({ url, path, headers, body }: Target, agent: Agent): Promise<Arrivals> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const times: number[] = []
    const sent = request(url + path, { method: 'POST', headers, agent }, (response) => {
      let text = ''
      response.on('data', (data: Buffer) => {
        const now = performance.now()
        if (response.statusCode !== 200) text += data
        // Comments keep a stream alive; events are what is waited for.
        else if (data.includes('data: {')) times.push(now)
      })
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}: ${text.slice(0, 300)}`))
        else if (!times.length) reject(new Error('the answer has no event'))
        else resolve({ firstByte: times[0]! - began, gaps: times.slice(1).map((time, i) => time - times[i]!) })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** @param everyMs from one stream's beginning to the next one's */
export async function openLoop(target: Target, agent: Agent, count: number, everyMs: number): Promise<Arrivals[]> {
  const began = performance.now()
  const running: Promise<Arrivals>[] = []
  for (let i = 0; i < count; i++) {
    const wait = began + i * everyMs - performance.now()
    if (wait > 0) await delay(wait)
    running.push(streamOnce(target, agent))
  }
  return Promise.all(running)
}
