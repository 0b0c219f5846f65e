import { mkdirSync, readFileSync } from 'node:fs'
import { chmod, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { DEFAULT_MODEL, modelId, pinnedHash } from '../../gpu-worker/model/store/known-models.ts'
import { modelSource } from '../../gpu-worker/model/store/spec.ts'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import { fakeHub, REPOSITORY } from './fake-hub.ts'
import { modelFile, obtainInProcess, scratch, sha256, until } from './support.ts'

// Processes are started here, and machines are slow at times.
vi.setConfig({ testTimeout: 30_000 })

const SPEC = `hf:${REPOSITORY}/tiny.gguf`

describe('a specification', () => {
  test.each([
    ['hf:owner/name/model.gguf', 'hf:owner/name/model.gguf'],
    ['hf:owner/name@main/model.gguf', 'hf:owner/name/model.gguf'],
    ['hf:owner/name@v1/a/b.GGUF', 'hf:owner/name@v1/a/b.GGUF'],
    ['hf:owner/name', 'hf:owner/name'],
    ['hf:owner/name@main', 'hf:owner/name'],
    ['hf:owner/name@v1', 'hf:owner/name@v1'],
    ['./folder/', join(process.cwd(), 'folder')],
    ['pypi:some-name==1.2.3/a/b.gguf', 'pypi:some-name==1.2.3/a/b.gguf'],
    ['/models/some file.gguf', '/models/some file.gguf'],
    ['./hf:odd.gguf', join(process.cwd(), 'hf:odd.gguf')],
    [DEFAULT_MODEL.spec, DEFAULT_MODEL.spec],
  ])('%s is read', (spec, canonical) => expect(modelSource(spec).describe()).toBe(canonical))

  test.each([
    ['https://example.com/model.gguf', /'https:' is not a source/],
    ['hf:owner/name/weights.bin', /does not name a \.gguf file/],
    ['hf:owner/name/', /a path in the repository/],
    ['hf:owner/name@', /revision after @ is empty/],
    ['hf:name', /owner\/name/],
    ['hf:owner/model.gguf', /a path in the repository/],
    ['hf:owner/name@/model.gguf', /revision after @ is empty/],
    ['hf:owner/name/../../x.gguf', /a path in the repository/],
    ['hf:../name/x.gguf', /owner\/name/],
    ['pypi:name/model.gguf', /exact version/],
    ['pypi:name>=1/model.gguf', /name of a package/],
    ['pypi:name==1==2/model.gguf', /exact version/],
    ['pypi:--proxy=http:==1/model.gguf', /name of a package/],
    ['pypi:name==--pre/model.gguf', /exact version/],
    ['pypi:name==1.0/../model.gguf', /file inside the wheel/],
    ['pypi:name==1.0', /does not name a \.gguf file/],
  ])('%s is refused, and the forms are told', (spec, why) => {
    expect(() => modelSource(spec)).toThrow(why)
    expect(() => modelSource(spec)).toThrow(/ATTUNE_MODEL takes .*pypi:name==version/)
  })
})

test('the cache is where the environment says', () => {
  expect(cacheFolder({ ATTUNE_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/a')
  expect(cacheFolder({ ATTUNE_CACHE: 'relative' })).toBe(join(process.cwd(), 'relative'))
  expect(cacheFolder({ XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/b/attune')
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative', HOME: '/c' })).toBe('/c/.cache/attune')
  expect(cacheFolder({ HOME: '/c' })).toBe('/c/.cache/attune')
})

test('the default model is pinned, and its bytes have its id under any name', () => {
  expect(pinnedHash(DEFAULT_MODEL.spec)).toBe(DEFAULT_MODEL.sha256)
  expect(pinnedHash(SPEC)).toBeNull()
  expect(modelId(DEFAULT_MODEL.sha256, 'anything.gguf')).toBe('smollm2-135m-instruct')
  expect(modelId('0'.repeat(64), 'My Model (v2).Q4_K.gguf')).toBe('my-model-v2-.q4_k')
  expect(modelId('0'.repeat(64), '.gguf')).toBe('model-00000000')
})

describe('a local file', () => {
  test('is used where it lies', async () => {
    await using at = await scratch()
    const content = modelFile()
    const path = join(at.folder, 'Own Model.gguf')
    await writeFile(path, content, { mode: 0o444 })
    const before = await stat(path)
    const model = await obtainModel(relative(process.cwd(), path), { env: at.env })
    expect(model).toEqual({ path, sha256: sha256(content), bytes: content.length, id: 'own-model', source: path })
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs)
    expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
  })

  test('is hashed once, and again when it changed', async () => {
    await using at = await scratch()
    const path = join(at.folder, 'own.gguf')
    await writeFile(path, modelFile())
    const texts: string[] = []
    const options = { env: at.env, onProgress: (_: number, __: number | null, text: string) => texts.push(text) }
    const first = await obtainModel(path, options)
    expect(new Set(texts)).toEqual(new Set(['checking']))
    texts.length = 0
    expect(await obtainModel(path, options)).toEqual(first)
    expect(texts).toEqual([])
    const changed = modelFile()
    await writeFile(path, changed)
    await utimes(path, new Date(), new Date(Date.now() + 5000))
    expect((await obtainModel(path, options)).sha256).toBe(sha256(changed))
  })

  test('works with a cache that cannot be written', async () => {
    await using at = await scratch()
    const path = join(at.folder, 'own.gguf')
    await writeFile(path, modelFile())
    await writeFile(join(at.folder, 'no-folder'), '')
    const env = { ...at.env, ATTUNE_CACHE: join(at.folder, 'no-folder') }
    await expect(obtainModel(path, { env })).resolves.toMatchObject({ path })
  })

  test('that is missing, a folder, no GGUF, empty or not the expected one', async () => {
    await using at = await scratch()
    const file = async (name: string, content: string | Buffer) => {
      await writeFile(join(at.folder, name), content)
      return join(at.folder, name)
    }
    const { env } = at
    await expect(obtainModel('owner/name/file.gguf', { env })).rejects.toThrow(/does not exist.*hf:owner\/name/)
    await expect(obtainModel(at.folder, { env })).rejects.toMatchObject({ code: 'not_found' })
    await expect(obtainModel(await file('a.gguf', 'PK..'), { env })).rejects.toThrow(/begins with "PK\.\."/)
    await expect(obtainModel(await file('b.gguf', ''), { env })).rejects.toThrow(/begins with ""/)
    const expectedHash = '0'.repeat(64)
    const other = await file('c.gguf', modelFile())
    await expect(obtainModel(other, { env, expectedHash })).rejects.toThrow(/0{64} expected, [0-9a-f]{64} found/)
  })

  test.skipIf(process.getuid?.() === 0)('that may not be read', async () => {
    await using at = await scratch()
    const path = join(at.folder, 'own.gguf')
    await writeFile(path, modelFile())
    await chmod(path, 0o000)
    await expect(obtainModel(path, { env: at.env })).rejects.toMatchObject({ code: 'denied' })
  })
})

describe('the cache', () => {
  test('ATTUNE_MODEL chooses when no specification is given', async () => {
    await using at = await scratch()
    const path = join(at.folder, 'own.gguf')
    await writeFile(path, modelFile())
    await expect(obtainModel(undefined, { env: { ...at.env, ATTUNE_MODEL: path } })).resolves.toMatchObject({ path })
  })

  test('a wrong hash is an error that says what was expected, what came and what to do', async () => {
    await using at = await scratch()
    const content = modelFile()
    await using hub = await fakeHub({ files: { 'tiny.gguf': content } })
    const expectedHash = 'f'.repeat(64)
    const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url }, expectedHash })
    await expect(attempt).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(new RegExp(`${expectedHash} expected, ${sha256(content)} found.*ATTUNE_MODEL`)),
    })
    expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
    expect(at.models('staging')).toEqual([])
  })

  test('an expected file that is already there is used without asking anybody', async () => {
    await using at = await scratch()
    const content = modelFile()
    const expectedHash = sha256(content)
    const models = join(at.env.ATTUNE_CACHE!, 'models')
    mkdirSync(models, { recursive: true })
    await writeFile(join(models, `${expectedHash}.gguf`), content)
    const env = { ...at.env, HF_ENDPOINT: 'http://127.0.0.1:1' }
    await expect(obtainModel(SPEC, { env, expectedHash })).resolves.toMatchObject({ sha256: expectedHash })
  })

  test('a damaged file is moved aside and fetched again, once', async () => {
    await using at = await scratch()
    const content = modelFile()
    await using hub = await fakeHub({ files: { 'tiny.gguf': content } })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const { path } = await obtainModel(SPEC, { env })
    const damaged = Buffer.from(content).fill(0, 1000, 1100)
    await writeFile(path, damaged)
    await utimes(path, new Date(), new Date(Date.now() + 5000))

    await obtainModel(SPEC, { env })
    expect(await readFile(path)).toEqual(content)
    expect(hub.downloads).toHaveLength(2)
    const [aside] = at.models().filter((name) => name.includes('.damaged-'))
    expect(readFileSync(join(at.env.ATTUNE_CACHE!, 'models', aside))).toEqual(damaged)
    await obtainModel(SPEC, { env })
    expect(hub.downloads).toHaveLength(2)
  })

  test('a truncated file is noticed', async () => {
    await using at = await scratch()
    const content = modelFile()
    await using hub = await fakeHub({ files: { 'tiny.gguf': content } })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const { path } = await obtainModel(SPEC, { env })
    await writeFile(path, content.subarray(0, 5000))
    expect((await obtainModel(SPEC, { env })).bytes).toBe(content.length)
    expect(await readFile(path)).toEqual(content)
  })

  test('a file that was only touched is hashed again, not fetched again', async () => {
    await using at = await scratch()
    await using hub = await fakeHub({ files: { 'tiny.gguf': modelFile() } })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const first = await obtainModel(SPEC, { env })
    await utimes(first.path, new Date(0), new Date(0))
    const texts = new Set<string>()
    expect(await obtainModel(SPEC, { env, onProgress: (_, __, text) => texts.add(text) })).toEqual(first)
    expect(texts).toEqual(new Set(['checking']))
    expect(hub.downloads).toHaveLength(1)
  })

  test('records that cannot be read are as good as none', async () => {
    await using at = await scratch()
    await using hub = await fakeHub({ files: { 'tiny.gguf': modelFile() } })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const first = await obtainModel(SPEC, { env })
    const sources = join(at.env.ATTUNE_CACHE!, 'models', 'sources')
    for (const damage of ['', '{', 'null', '{"source":"other"}', `{"source":"${SPEC}","sha256":"../../x"}`]) {
      for (const name of await readdir(sources)) await writeFile(join(sources, name), damage)
      expect(await obtainModel(SPEC, { env })).toEqual(first)
    }
  })

  test('a cache that cannot be written is an error that names it and the way out', async () => {
    await using at = await scratch()
    await using hub = await fakeHub({ files: { 'tiny.gguf': modelFile() } })
    const file = join(at.folder, 'file')
    await writeFile(file, '')
    const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url, ATTUNE_CACHE: file } })
    await expect(attempt).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringMatching(/file\/models' cannot be written .*ATTUNE_CACHE/),
    })
  })

  test('an aborted fetch throws the reason, and leaves nothing', async () => {
    await using at = await scratch()
    const resume = Promise.withResolvers<void>()
    await using hub = await fakeHub({
      files: { 'tiny.gguf': modelFile() },
      stall: { after: 1000, resume: resume.promise },
    })
    const stop = new AbortController()
    const attempt = obtainModel(SPEC, { env: { ...at.env, HF_ENDPOINT: hub.url }, signal: stop.signal })
    hub.nextDownload().then(() => stop.abort(new Error('enough')))
    await expect(attempt).rejects.toThrow('enough')
    expect(at.models('staging')).toEqual([])
    expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
    resume.resolve()
  })
})

describe('several processes', () => {
  test('two that start at once: one fetches, the other waits and says so', async () => {
    await using at = await scratch()
    const resume = Promise.withResolvers<void>()
    const content = modelFile()
    await using hub = await fakeHub({ files: { 'tiny.gguf': content }, stall: { after: 1000, resume: resume.promise } })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const processes = [obtainInProcess(SPEC, env), obtainInProcess(SPEC, env)]
    const waits = (process: (typeof processes)[0]) => process.output().includes('waiting for another process')
    await until(() => hub.downloads.length > 0 && processes.some(waits))
    resume.resolve()
    expect(await Promise.all(processes.map(({ finished }) => finished))).toEqual([0, 0])
    for (const process of processes) expect(process.output()).toContain(`"sha256":"${sha256(content)}"`)
    expect(hub.downloads).toHaveLength(1)
    expect(processes.filter(waits)).toHaveLength(1)
  })

  test('one killed in the middle: the next takes over at once, and sweeps what it left', async () => {
    await using at = await scratch()
    const resume = Promise.withResolvers<void>()
    const content = modelFile()
    await using hub = await fakeHub({ files: { 'tiny.gguf': content }, stall: { after: 1000, resume: resume.promise } })
    const env = { ...at.env, HF_ENDPOINT: hub.url }
    const killed = obtainInProcess(SPEC, env)
    await hub.nextDownload()
    const waiting = obtainInProcess(SPEC, env)
    await until(() => waiting.output().includes('waiting'))
    killed.child.kill('SIGKILL')
    expect(await killed.finished).toBeNull()
    expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
    resume.resolve()
    expect(await waiting.finished).toBe(0)
    expect(hub.downloads).toHaveLength(2)
    expect(at.models('staging')).toEqual([])
  })

  test('what was killed long ago is swept by a fetch of another model; what is alive is not', async () => {
    await using at = await scratch()
    const resume = Promise.withResolvers<void>()
    const content = modelFile()
    const files = { 'tiny.gguf': content, 'dead.gguf': modelFile() }
    await using stalled = await fakeHub({ files, stall: { after: 1000, resume: resume.promise } })
    await using hub = await fakeHub({ files: { 'other.gguf': modelFile() } })
    const slow = { ...at.env, HF_ENDPOINT: stalled.url }
    const alive = obtainInProcess(SPEC, slow)
    const dead = obtainInProcess(`hf:${REPOSITORY}/dead.gguf`, slow)
    await until(() => stalled.downloads.length === 2)
    dead.child.kill('SIGKILL')
    await dead.finished
    expect(at.models('staging')).toHaveLength(2)
    await obtainModel(`hf:${REPOSITORY}/other.gguf`, { env: { ...at.env, HF_ENDPOINT: hub.url } })
    expect(at.models('staging')).toHaveLength(1)
    resume.resolve()
    expect(await alive.finished).toBe(0)
    expect(alive.output()).toContain(sha256(content))
  })

  test('Ctrl-C cleans up', async () => {
    await using at = await scratch()
    const resume = Promise.withResolvers<void>()
    await using hub = await fakeHub({
      files: { 'tiny.gguf': modelFile() },
      stall: { after: 1000, resume: resume.promise },
    })
    const interrupted = obtainInProcess(SPEC, { ...at.env, HF_ENDPOINT: hub.url })
    await hub.nextDownload()
    interrupted.child.kill('SIGINT')
    expect(await interrupted.finished).toBe(1)
    expect(interrupted.output()).toContain('interrupted')
    expect(at.models('staging')).toEqual([])
    resume.resolve()
  })
})
