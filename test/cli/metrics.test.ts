import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { parseMetrics, workerMetrics } from '../../cli/metrics.ts'

const TEXT = `# HELP attune_generations_ended_total Generations ended, by how.
# TYPE attune_generations_ended_total counter
attune_generations_ended_total{status="finished",model="toy {1}"} 3
attune_generations_ended_total{status="cancelled",model="toy {1}"} 2
attune_decode_seconds_total 1.5e-3
`

test('sums over labels', () => {
  expect(Object.fromEntries(parseMetrics(TEXT))).toEqual({
    attune_generations_ended_total: 5,
    attune_decode_seconds_total: 0.0015,
  })
})

test('an unknown name and a worker that refuses are errors', async () => {
  let status = 200
  const server = createServer((_request, response) => response.writeHead(status).end(TEXT))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const metrics = await workerMetrics(url)
  expect(metrics('attune_generations_ended_total')).toBe(5)
  expect(() => metrics('attune_nothing')).toThrow('attune_nothing')
  status = 503
  await expect(workerMetrics(url)).rejects.toThrow('503')
  await new Promise((resolve) => server.close(resolve))
})
