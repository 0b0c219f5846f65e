/** Models that are folders: on this machine, and whole repositories of a hub. */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import { architectureFolder } from '../support/architectures.ts'
import { fakeHub, REPOSITORY } from './fake-hub.ts'
import { modelFile, obtainInProcess, type Scratch, scratch, until } from './support.ts'

// Broken downloads are continued after pauses; processes are started.
vi.setConfig({ testTimeout: 30_000 })

const SPEC = `hf:${REPOSITORY}`
const COMMIT = 'c'.repeat(40)

/** Llama's has three files of weights. */
const LLAMA = architectureFolder('llama')
const MODEL_FILES = readdirSync(LLAMA)
  .filter((name) => !name.startsWith('reference'))
  .sort()
const SHARDS = MODEL_FILES.filter((name) => name.endsWith('.safetensors'))

/** As published: with what is not read, of which nothing may be fetched. */
const repository = (): Record<string, Buffer> => ({
  ...Object.fromEntries(MODEL_FILES.map((name) => [name, readFileSync(join(LLAMA, name))])),
  'README.md': Buffer.from('# Tiny'),
  'pytorch_model.bin': modelFile(),
  'original/model.safetensors': modelFile(),
  'consolidated.safetensors': modelFile(),
})

/** What the machine's own tool makes of the definition in folder-hash.ts. */
function hashByTool(folder: string, names = MODEL_FILES): string {
  const lines = execFileSync('sha256sum', names, { cwd: folder })
  return execFileSync('sha256sum', { input: lines, encoding: 'utf8' }).slice(0, 64)
}

/** A copy of the tiny Llama in the scratch folder, without the tests' reference. */
function ownFolder(at: Scratch, name = 'Tiny Llama'): string {
  const folder = join(at.folder, name)
  cpSync(LLAMA, folder, { recursive: true, filter: (path) => !path.includes('reference') })
  return folder
}

const sizeOf = (files: Record<string, Buffer>, names: readonly string[]) =>
  names.reduce((sum, name) => sum + files[name]!.length, 0)

describe('a local folder', () => {
  test('is used where it lies; its hash is that of its model’s names and contents', async () => {
    await using at = await scratch()
    const folder = ownFolder(at)
    const model = await obtainModel(`${folder}/`, { env: at.env })
    expect(model).toEqual({
      path: folder,
      sha256: hashByTool(folder),
      bytes: sizeOf(repository(), MODEL_FILES),
      id: 'tiny-llama',
      source: folder,
    })
    using file = openModelFile(model.path)
    expect(file.config.architecture).toBe('llama')
    // What is not the model's changes nothing.
    await writeFile(join(folder, 'README.md'), 'hello')
    await writeFile(join(folder, 'pytorch_model.bin'), 'x')
    expect((await obtainModel(folder, { env: at.env })).sha256).toBe(model.sha256)
  })

  test('is hashed once, and of it only what changed', async () => {
    await using at = await scratch()
    const folder = ownFolder(at)
    const seen: [number, number | null, string][] = []
    const options = { env: at.env, onProgress: (...report: (typeof seen)[0]) => seen.push(report) }
    const first = await obtainModel(folder, options)
    expect(seen.at(-1)).toEqual([first.bytes, first.bytes, 'checking'])
    for (const [i, [bytes]] of seen.entries()) expect(bytes).toBeGreaterThanOrEqual(seen[i - 1]?.[0] ?? 0)
    seen.length = 0
    expect(await obtainModel(folder, options)).toEqual(first)
    expect(seen).toEqual([])

    const tokenizer = join(folder, 'tokenizer_config.json')
    await writeFile(tokenizer, `${await readFile(tokenizer, 'utf8')} `)
    await utimes(tokenizer, new Date(), new Date(Date.now() + 5000))
    const changed = await obtainModel(folder, options)
    expect(changed.sha256).toBe(hashByTool(folder))
    expect(changed.sha256).not.toBe(first.sha256)
    expect(seen).toHaveLength(1)

    await rm(join(folder, 'generation_config.json'))
    const without = MODEL_FILES.filter((name) => name !== 'generation_config.json')
    expect((await obtainModel(folder, options)).sha256).toBe(hashByTool(folder, without))
  })

  test('in Hugging Face’s own cache has the model’s name', async () => {
    await using at = await scratch()
    const folder = ownFolder(at, `hub/models--owner--Tiny-1B/snapshots/${COMMIT}`)
    expect((await obtainModel(folder, { env: at.env })).id).toBe('tiny-1b')
  })

  test('that is no model, and why', async () => {
    await using at = await scratch()
    const { env } = at
    const folderOf = async (name: string, without: string[], extra: Record<string, string> = {}) => {
      const folder = ownFolder(at, name)
      for (const file of without) await rm(join(folder, file))
      for (const [file, content] of Object.entries(extra)) await writeFile(join(folder, file), content)
      return folder
    }
    const weights = [...SHARDS, 'model.safetensors.index.json']
    const failure = async (folder: string) => {
      const error = await obtainModel(folder, { env }).catch((error) => error)
      expect(error).toMatchObject({ name: 'ModelStoreError', message: expect.stringContaining(folder) })
      return error.message as string
    }
    expect(await failure(await folderOf('a', ['config.json']))).toMatch(/has no config\.json: a model's folder holds/)
    expect(await failure(await folderOf('b', weights, { 'pytorch_model.bin': '' }))).toMatch(
      /has no model\.safetensors; weights as in pytorch_model\.bin are not read\. Convert them to safetensors/,
    )
    expect(await failure(await folderOf('c', weights))).toMatch(/no model\.safetensors or model\.safetensors\.index/)
    expect(await failure(await folderOf('d', ['tokenizer.json'], { 'tokenizer.model': '' }))).toMatch(
      /no tokenizer\.json; write it with AutoTokenizer/,
    )
    expect(await failure(await folderOf('e', [SHARDS[1]!]))).toMatch(/no model-00002-of-00003\.safetensors, which/)
    expect(await failure(await folderOf('f', [], { 'model.safetensors.index.json': '{' }))).toMatch(/is damaged/)
    const climbing = JSON.stringify({ weight_map: { x: '../../secret.safetensors' } })
    expect(await failure(await folderOf('g', [], { 'model.safetensors.index.json': climbing }))).toMatch(
      /no safetensors/,
    )
    const gguf = await folderOf('h', ['config.json'], { 'q4.gguf': 'GGUF' })
    expect(await failure(gguf)).toContain(`holds GGUF files. Set ATTUNE_MODEL to one of them: ${gguf}/q4.gguf.`)
    await mkdir(join(at.folder, 'empty'))
    expect(await failure(join(at.folder, 'empty'))).toMatch(/has no config\.json/)
    const expectedHash = '0'.repeat(64)
    await expect(obtainModel(ownFolder(at), { env, expectedHash })).rejects.toThrow(
      /0{64} expected, [0-9a-f]{64} found/,
    )
  })
})

describe('a repository', () => {
  test('its model is fetched, verified, kept as a folder by its hash, and not asked for a second time', async () => {
    const files = repository()
    await using hub = await fakeHub({ files })
    await using at = await scratch()
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const progress: [number, number | null][] = []
    const model = await obtainModel(SPEC, { env, onProgress: (bytes, total) => progress.push([bytes, total]) })

    const total = sizeOf(files, MODEL_FILES)
    const sha256 = hashByTool(LLAMA)
    const path = `${at.env.ATTUNE_CACHE}/models/${sha256}`
    expect(model).toEqual({ path, sha256, bytes: total, id: 'tiny', source: SPEC })
    expect(readdirSync(path).sort()).toEqual(MODEL_FILES)
    for (const name of MODEL_FILES) expect(readFileSync(join(path, name))).toEqual(files[name])
    expect(progress[0]).toEqual([0, null])
    expect(progress.at(-1)).toEqual([total, total])
    for (const [i, [bytes]] of progress.entries()) expect(bytes).toBeGreaterThanOrEqual(progress[i - 1]?.[0] ?? 0)
    for (const folder of ['staging', 'unfinished']) expect(at.models(folder)).toEqual([])
    using file = openModelFile(path)
    expect(file.config.layers).toBeGreaterThan(1)

    const requests = hub.requests.length
    expect(await obtainModel(SPEC, { env })).toEqual(model)
    expect(hub.requests).toHaveLength(requests)
    // The same folder on this machine is the same model.
    expect((await obtainModel(LLAMA, { env })).sha256).toBe(sha256)
  })

  test('all files are of the one commit that the revision was when it began', async () => {
    await using hub = await fakeHub({ files: repository(), revision: 'v1.0' })
    await using at = await scratch()
    const model = await obtainModel(`${SPEC}@v1.0`, { env: { ...at.env, HF_ENDPOINT: hub.url } })
    expect(model).toMatchObject({ id: 'tiny', source: `${SPEC}@v1.0` })
    const fetched = hub.requests.filter((request) => request.includes('/resolve/'))
    expect(fetched.length).toBeGreaterThanOrEqual(MODEL_FILES.length)
    for (const request of fetched) expect(request).toContain(`/resolve/${COMMIT}/`)
  })

  test('a broken connection is continued; one that breaks every time keeps the files that are complete', async () => {
    const files = repository()
    await using at = await scratch()
    const [first, second] = SHARDS as [string, string]
    {
      await using hub = await fakeHub({ files, cut: { after: 1000, times: 2, path: first } })
      await using other = await scratch()
      const model = await obtainModel(SPEC, { env: { ...other.env, HF_ENDPOINT: hub.url } })
      expect(model.sha256).toBe(hashByTool(LLAMA))
      expect(hub.downloaded.filter((name) => name === first)).toHaveLength(3)
    }
    {
      await using hub = await fakeHub({ files, cut: { after: 1000, path: second } })
      const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })
      await expect(attempt).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining(`${SPEC}/${second}`),
      })
      expect(at.models('staging')).toEqual([])
      expect(at.models().filter((name) => /^[0-9a-f]{64}/.test(name))).toEqual([])
      expect(hub.downloaded).toContain(first)
    }
    await using hub = await fakeHub({ files })
    const model = await obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })
    expect(model.sha256).toBe(hashByTool(LLAMA))
    expect(hub.downloaded).not.toContain(first)
    expect(hub.downloaded).toContain(second)
    expect(at.models('unfinished')).toEqual([])
  })

  test('one killed in the middle: the next goes on with the file that was under way', async () => {
    await using at = await scratch()
    const resume = Promise.withResolvers<void>()
    const files = repository()
    await using slow = await fakeHub({ files, stall: { after: 3000, resume: resume.promise } })
    const killed = obtainInProcess(SPEC, { ...at.env, HF_ENDPOINT: slow.url })
    // Files of fewer bytes than 3000 stall too, but only after all of theirs.
    await until(() => slow.downloads.length > 0)
    killed.child.kill('SIGKILL')
    await killed.finished
    resume.resolve()
    await using hub = await fakeHub({ files })
    const next = obtainInProcess(SPEC, { ...at.env, HF_ENDPOINT: hub.url })
    expect(await next.finished).toBe(0)
    expect(next.output()).toContain(hashByTool(LLAMA))
    for (const folder of ['staging', 'unfinished']) expect(at.models(folder)).toEqual([])
  })

  test('what was fetched of another commit is not mixed in', async () => {
    await using at = await scratch()
    const files = repository()
    let commit = COMMIT
    const [, second] = SHARDS as [string, string]
    await using hub = await fakeHub({ files, commit: () => commit, cut: { after: 1000, times: 4, path: second } })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    await expect(obtainModel(SPEC, { env })).rejects.toMatchObject({ code: 'unreachable' })
    expect(at.models('unfinished')).toHaveLength(1)
    commit = 'd'.repeat(40)
    // Of the same size as before.
    files['config.json'] = Buffer.from(
      files['config.json']!.toString().replace('"use_cache": true', '"use_cache": null'),
    )
    expect(files['config.json']).not.toEqual(readFileSync(join(LLAMA, 'config.json')))
    const { path } = await obtainModel(SPEC, { env })
    expect(await readFile(join(path, 'config.json'))).toEqual(files['config.json'])
    expect(at.models('unfinished')).toEqual([])
  })

  test('a file that is damaged, and one that has gone, make the model be fetched again', async () => {
    await using at = await scratch()
    await using hub = await fakeHub({ files: repository() })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const { path, sha256 } = await obtainModel(SPEC, { env })
    const shard = join(path, SHARDS[0]!)
    const content = await readFile(shard)
    await writeFile(shard, Buffer.from(content).fill(7, 2000, 2100))
    await utimes(shard, new Date(), new Date(Date.now() + 5000))
    expect((await obtainModel(SPEC, { env })).sha256).toBe(sha256)
    expect(await readFile(shard)).toEqual(content)
    await rm(join(path, 'tokenizer.json'))
    expect((await obtainModel(SPEC, { env })).sha256).toBe(sha256)
    expect((await stat(join(path, 'tokenizer.json'))).size).toBeGreaterThan(0)
    expect(at.models().filter((name) => name.includes('.damaged-'))).toHaveLength(2)
  })

  test('bytes that are not the announced ones are refused', async () => {
    await using at = await scratch()
    const files = repository()
    await using hub = await fakeHub({ files, damaged: SHARDS[2]! })
    await expect(obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(/model-00003-of-00003\.safetensors was damaged on the way/),
    })
    expect(at.models().filter((name) => /^[0-9a-f]{64}/.test(name))).toEqual([])
  })

  test('the same model from two revisions is kept once', async () => {
    await using at = await scratch()
    await using hub = await fakeHub({ files: repository() })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const first = await obtainModel(SPEC, { env })
    await using tagged = await fakeHub({ files: repository(), revision: 'v2' })
    const second = await obtainModel(`${SPEC}@v2`, { env: { ...env, HF_ENDPOINT: tagged.url } })
    expect(second.path).toBe(first.path)
    expect(at.models('unfinished')).toEqual([])
    expect(at.models().filter((name) => name.includes('.damaged-'))).toEqual([])
    const requests = tagged.requests.length
    await obtainModel(`${SPEC}@v2`, { env: { ...env, HF_ENDPOINT: tagged.url } })
    expect(tagged.requests).toHaveLength(requests)
  })

  test('one with GGUF files only says what to write', async () => {
    await using at = await scratch()
    const files = { 'README.md': modelFile(), 'q4/a.gguf': modelFile(), 'b.gguf': modelFile() }
    await using hub = await fakeHub({ files })
    await expect(obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })).rejects.toMatchObject({
      code: 'not_found',
      message: `${SPEC} holds GGUF files. Set ATTUNE_MODEL to one of them: ${SPEC}/q4/a.gguf, ${SPEC}/b.gguf.`,
    })
    expect(hub.downloads).toEqual([])
  })

  test('one that cannot be run is refused by name before its weights are fetched', async () => {
    await using at = await scratch()
    const config = { ...JSON.parse(readFileSync(join(LLAMA, 'config.json'), 'utf8')), model_type: 'phi3' }
    await using hub = await fakeHub({ files: { ...repository(), 'config.json': Buffer.from(JSON.stringify(config)) } })
    await expect(obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/cannot use hf:owner\/tiny as a model: the model's type is 'phi3'/),
    })
    expect(hub.downloaded.filter((name) => name.endsWith('.safetensors'))).toEqual([])
  })

  test('one with pickled weights only is refused before anything is fetched', async () => {
    await using at = await scratch()
    const files = repository()
    for (const name of [...SHARDS, 'model.safetensors.index.json']) delete files[name]
    await using hub = await fakeHub({ files })
    const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url } })
    await expect(attempt).rejects.toThrow(/weights as in pytorch_model\.bin are not read\. Convert them to safetensors/)
    expect(hub.downloads).toEqual([])
  })

  test.each([false, true])('the token opens one that is private or (%s) gated', async (gated) => {
    await using at = await scratch()
    const token = 'hf_test'
    await using hub = await fakeHub({ files: repository(), token, gated })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    await expect(obtainModel(SPEC, { env })).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringMatching(/refuses hf:owner\/tiny.*set HF_TOKEN/),
    })
    const model = await obtainModel(SPEC, { env: { ...env, HF_TOKEN: token } })
    expect(model.sha256).toBe(hashByTool(LLAMA))
    expect(hub.leaked).toEqual([])
  })

  test('a missing repository or revision is told', async () => {
    await using at = await scratch()
    await using hub = await fakeHub({ files: repository() })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    await expect(obtainModel('hf:nobody/nothing', { env })).rejects.toThrow(/no repository 'nobody\/nothing'/)
    await expect(obtainModel(`${SPEC}@v9`, { env })).rejects.toThrow(/with a revision 'v9'/)
  })
})
