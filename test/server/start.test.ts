import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ModelRunner } from '../../gpu-worker/engine/model-runner.ts'
import { readSettings } from '../../gpu-worker/settings.ts'
import { startWorker } from '../../gpu-worker/start.ts'
import { signRequest } from '../../shared/sign.ts'
import { writeTinyLlama } from '../support/tiny-gguf.ts'
import { EventReader } from './events.ts'
import { generateBody, SECRET, startTestWorker } from './worker.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-start-'))
const path = join(folder, 'tiny.gguf')
beforeAll(() => {
  writeTinyLlama(path, { seed: 3 })
  vi.stubEnv('ATTUNE_MODEL', path)
  vi.stubEnv('ATTUNE_CACHE', join(folder, 'cache'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const settings = (env: NodeJS.ProcessEnv = {}) =>
  readSettings({
    ATTUNE_SECRET: SECRET,
    ATTUNE_WORKER_PORT: '0',
    ATTUNE_STATE: join(folder, 'state'),
    ATTUNE_FORM: 'fp32',
    ATTUNE_ROWS: '2',
    ATTUNE_THREADS: '1',
    ...env,
  })

describe('a worker', () => {
  test('starts from its settings, serves and closes', async () => {
    const loading = vi.fn()
    const worker = await startWorker(settings({ ATTUNE_WORKER_TAG: 'w1' }), { onLoading: loading })
    expect(worker.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(loading).toHaveBeenCalledOnce()
    const headers = await signRequest(SECRET, { method: 'GET', path: '/v1/model', body: '' })
    const card = await (await fetch(`${worker.url}/v1/model`, { headers })).json()
    expect(card).toMatchObject({
      hash: worker.model.source.sha256,
      architecture: 'llama',
      layers: 2,
      hidden_size: 64,
      context: 256,
      rows: 2,
      weight_form: 'fp32',
      row_exact: true,
      worker: 'w1',
    })
    await worker.close()
    await expect(fetch(`${worker.url}/health`)).rejects.toThrow()
  })

  test('whose port is taken says so and which setting helps, and leaves nothing open', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const before = process.getActiveResourcesInfo().filter((name) => name.includes('TCP')).length
    await expect(startWorker(settings({ ATTUNE_WORKER_PORT: String(port) }))).rejects.toThrow(
      `port ${port} of 127.0.0.1 is in use; ATTUNE_WORKER_PORT chooses another`,
    )
    const after = process.getActiveResourcesInfo().filter((name) => name.includes('TCP')).length
    expect(after).toBeLessThanOrEqual(before)
    await new Promise((resolve) => other.close(resolve))
    const worker = await startWorker(settings({ ATTUNE_WORKER_PORT: String(port) }))
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
    await worker.close()
  })

  test('that can make no answer does not start, and names what to remove', async () => {
    const decode = vi.spyOn(ModelRunner.prototype, 'decode').mockRejectedValue(new Error('the weights are not numbers'))
    await expect(startWorker(settings())).rejects.toThrow(
      new RegExp(
        `^tiny can make no answer \\(the weights are not numbers\\)\\. If its weights are damaged, remove ${folder}/cache/` +
          `graphs/\\w+-\\w+: they are packed again from ${path}\\.$`,
      ),
    )
    decode.mockRestore()
    await (await startWorker(settings())).close()
  })

  test('is not healthy while its steps fail, and is again when one succeeds: being asked, it tries', async () => {
    const worker = await startTestWorker()
    const health = async () => {
      const response = await fetch(`${worker.url}/health`)
      return [response.status, ((await response.json()) as { status: string }).status]
    }
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const stretch = vi.spyOn(worker.model.engine.runner, 'stretch').mockRejectedValue(new Error('bad block'))
    for (let i = 0; i < 3; i++) {
      expect(await health()).toEqual([200, 'ok'])
      expect((await worker.ask('POST', '/v1/generate', generateBody({ stream: false }))).status).toBe(500)
    }
    expect(await health()).toEqual([503, 'failing'])
    await vi.waitFor(() => expect(stretch).toHaveBeenCalledTimes(4), { interval: 5 })
    stretch.mockRestore()
    expect(await health()).toEqual([503, 'failing'])
    await vi.waitFor(async () => expect(await health()).toEqual([200, 'ok']), { interval: 100, timeout: 10_000 })
    log.mockRestore()
    await worker.close()
  })

  test('on a host that is not here says so', async () => {
    await expect(startWorker(settings({ ATTUNE_WORKER_HOST: '203.0.113.7' }))).rejects.toThrow(
      '203.0.113.7 is no address of this machine; ATTUNE_WORKER_HOST chooses another',
    )
  })
})

describe('closing', () => {
  test('ends running streams and waiting answers with the reason, and returns', async () => {
    const worker = await startTestWorker()
    worker.gate.hold()
    const generate = (stream: boolean) => worker.ask('POST', '/v1/generate', generateBody({ stream, max_tokens: null }))
    const stream = new EventReader(await generate(true))
    await worker.gate.step(3)
    const neverRead = await generate(true)
    const whole = generate(false)
    await vi.waitFor(() => expect(worker.model.engine.stats.waiting).toBe(2), { interval: 5 })

    await worker.close()
    const events = await stream.rest()
    expect(events).not.toContain('[DONE]')
    expect(JSON.parse(events.at(-1)!)).toMatchObject({ error: { code: 'shutting_down', type: 'overloaded_error' } })
    const response = await whole
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    await neverRead.body?.cancel().catch(() => {})
    await expect(fetch(`${worker.url}/health`)).rejects.toThrow()
  })

  test('gently: no answer more, but those that are being written end, and can be steered', async () => {
    const worker = await startTestWorker()
    worker.gate.hold()
    const body = generateBody({ stream: true, max_tokens: 5 })
    const stream = new EventReader(await worker.ask('POST', '/v1/generate', body))
    await worker.gate.step(2)
    const drained = worker.model.engine.drain(new AbortController().signal)
    const health = await fetch(`${worker.url}/health`)
    expect([health.status, ((await health.json()) as { status: string }).status]).toEqual([503, 'draining'])
    const refused = await worker.ask('POST', '/v1/generate', generateBody())
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    const change = await worker.ask('PATCH', `/v1/generations/${body.id}`, { project: body.project, edits: [] })
    expect(change.status).toBe(200)
    worker.gate.open()
    await drained
    expect((await stream.rest()).at(-1)).toBe('[DONE]')
    await worker.close()
  })

  test('does not wait for connections that only might be used again', async () => {
    const worker = await startTestWorker()
    for (let i = 0; i < 3; i++) expect((await worker.ask('GET', '/v1/model')).status).toBe(200)
    await worker.close()
    await worker.close()
  })
})
