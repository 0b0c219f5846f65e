import { readFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import { fakeHub, REPOSITORY } from './fake-hub.ts'
import { modelFile, scratch, sha256 } from './support.ts'

// Broken downloads are continued after pauses.
vi.setConfig({ testTimeout: 30_000 })

const SPEC = `hf:${REPOSITORY}/tiny.gguf`

test('a file is fetched, verified, kept by its hash, and not asked for a second time', async () => {
  const content = modelFile()
  await using hub = await fakeHub({ files: { 'tiny.gguf': content } })
  await using at = await scratch()
  const env = { ...at.env, HF_ENDPOINT: `${hub.url}/` }
  const progress: [number, number | null][] = []

  const model = await obtainModel(SPEC, { env, onProgress: (bytes, total) => progress.push([bytes, total]) })

  expect(model).toEqual({
    path: `${at.env.ATTUNE_CACHE}/models/${sha256(content)}.gguf`,
    sha256: sha256(content),
    bytes: content.length,
    id: 'tiny',
    source: SPEC,
  })
  expect(await readFile(model.path)).toEqual(content)
  expect(hub.downloads).toEqual(['all'])
  expect(progress.at(-1)).toEqual([content.length, content.length])
  expect(progress[0]).toEqual([0, null])
  for (const [index, [bytes]] of progress.entries()) expect(bytes).toBeGreaterThan(progress[index - 1]?.[0] ?? -1)
  expect(at.models('staging')).toEqual([])

  const requests = hub.requests.length
  expect(await obtainModel(SPEC, { env })).toEqual(model)
  expect(hub.requests).toHaveLength(requests)
})

test('a revision and a path in folders with unusual characters', async () => {
  const content = modelFile()
  await using hub = await fakeHub({ files: { 'q4/ti ny#1.gguf': content }, revision: 'v1.0' })
  await using at = await scratch()
  const model = await obtainModel(`hf:${REPOSITORY}@v1.0/q4/ti ny#1.gguf`, { env: { ...at.env, HF_ENDPOINT: hub.url } })
  expect(model.sha256).toBe(sha256(content))
  expect(model.id).toBe('ti-ny-1')
  expect(hub.requests).toContain(`GET /${REPOSITORY}/resolve/v1.0/q4/ti%20ny%231.gguf`)
})

test('a broken connection is continued where it broke', async () => {
  const content = modelFile()
  await using hub = await fakeHub({ files: { 'tiny.gguf': content }, cut: { after: 100_000, times: 2 } })
  await using at = await scratch()
  const received: number[] = []
  const model = await obtainModel(SPEC, {
    env: { ...at.env, HF_ENDPOINT: hub.url },
    onProgress: (bytes) => received.push(bytes),
  })
  expect(model.sha256).toBe(sha256(content))
  expect(hub.downloads[0]).toBe('all')
  expect(hub.downloads).toHaveLength(3)
  for (const range of hub.downloads.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-299999$/)
  expect(received).toEqual([...received].sort((a, b) => a - b))
})

test('a connection that breaks every time is an error, and leaves nothing that looks complete', async () => {
  await using hub = await fakeHub({ files: { 'tiny.gguf': modelFile() }, cut: { after: 1000 } })
  await using at = await scratch()
  const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })
  await expect(attempt).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining(SPEC) })
  expect(hub.downloads).toHaveLength(4)
  expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
  expect(at.models('staging')).toEqual([])
})

test('bytes that are not the announced ones are refused', async () => {
  const announced = modelFile()
  const served = modelFile()
  await using hub = await fakeHub({ files: { 'tiny.gguf': announced }, served })
  await using at = await scratch()
  const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })
  await expect(attempt).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringMatching(new RegExp(`${sha256(announced)}.*${sha256(served)}`)),
  })
  expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
})

test('a file that ends early although the answer was complete, and one that goes on too long, are refused', async () => {
  const announced = modelFile(2000)
  await using at = await scratch()
  for (const served of [announced.subarray(0, 1000), Buffer.concat([announced, announced])]) {
    await using hub = await fakeHub({ files: { 'tiny.gguf': announced }, served })
    await expect(obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })).rejects.toThrow(/bytes|damaged/)
    expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
  }
})

test('the token opens a gated repository and does not reach the storage host', async () => {
  const content = modelFile()
  const token = 'hf_test'
  await using hub = await fakeHub({ files: { 'tiny.gguf': content }, token })
  await using at = await scratch()
  const env = { ...at.env, HF_ENDPOINT: hub.url }
  await expect(obtainModel(SPEC, { env })).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringMatching(/set HF_TOKEN/),
  })
  await expect(obtainModel(SPEC, { env: { ...env, HF_TOKEN: 'hf_other' } })).rejects.toThrow(/HF_TOKEN does not open/)
  await expect(obtainModel(SPEC, { env: { ...env, HF_TOKEN: 'nonsense' } })).rejects.toThrow(/begins with 'hf_'/)
  const model = await obtainModel(SPEC, { env: { ...env, HF_TOKEN: token } })
  expect(model.sha256).toBe(sha256(content))
  expect(hub.leaked).toEqual([])
})

test('a missing file is answered with the files that are there', async () => {
  await using hub = await fakeHub({ files: { 'a.gguf': modelFile(), 'b.gguf': modelFile(), 'README.md': modelFile() } })
  await using at = await scratch()
  const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })
  await expect(attempt).rejects.toMatchObject({
    code: 'not_found',
    message: `The repository '${REPOSITORY}' has no file 'tiny.gguf'. Its .gguf files: a.gguf, b.gguf.`,
  })
})

test('a missing repository or revision, and a server that is not there, are told apart', async () => {
  await using hub = await fakeHub({ files: { 'tiny.gguf': modelFile() } })
  await using at = await scratch()
  const env = { ...at.env, HF_ENDPOINT: hub.url }
  await expect(obtainModel('hf:nobody/nothing/x.gguf', { env })).rejects.toThrow(/no repository 'nobody\/nothing'/)
  await expect(obtainModel(`hf:${REPOSITORY}@v9/tiny.gguf`, { env })).rejects.toThrow(/revision 'v9'/)
  await hub[Symbol.asyncDispose]()
  await expect(obtainModel(SPEC, { env })).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/ECONNREFUSED/),
  })
})

test('an error page in place of the model is not kept', async () => {
  await using hub = await fakeHub({ files: { 'tiny.gguf': Buffer.from('<!doctype html>') } })
  await using at = await scratch()
  const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })
  await expect(attempt).rejects.toThrow(/not a GGUF file: it begins with "<!do"/)
  expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
})
