/** Graphs are built once: by one process or by several at a time, whatever lies around in the cache. */
import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { GgufFile } from '../../gpu-worker/model/gguf.ts'
import { type BuildOptions, buildGraphs, GRAPH_VARIANTS } from '../../gpu-worker/model/graph/build.ts'
import { Session } from '../../gpu-worker/runtime/session.ts'
import { writeTinyLlama } from '../support/tiny-gguf.ts'

const HASH = 'ab'.repeat(32)
const DAY_MS = 24 * 60 * 60 * 1000

let folder: string
let cache: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-graphs-'))
  cache = join(folder, 'graphs')
  writeTinyLlama(join(folder, 'model.gguf'), { seed: 1 })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

/** Builds or finds the graphs; how many layers were packed for that. */
async function build(options: Partial<BuildOptions> = {}) {
  using file = await GgufFile.open(join(folder, 'model.gguf'))
  let packed = 0
  const onProgress = () => {
    packed++
  }
  const built = await buildGraphs({ file, hash: HASH, form: 'q8', cache, onProgress, ...options })
  return { ...built, packed }
}

const filesOf = (path: string) => readdirSync(path).map((name) => [name, statSync(join(path, name)).mtimeMs])

/** Makes a folder in the cache that was last opened so long ago. */
function folderOfAge(name: string, milliseconds: number): void {
  mkdirSync(join(cache, name), { recursive: true })
  writeFileSync(join(cache, name, 'weights.bin'), 'half a file')
  const then = new Date(Date.now() - milliseconds)
  utimesSync(join(cache, name), then, then)
}

test('what is built loads', async () => {
  const { path, packed } = await build()
  expect(packed).toBeGreaterThan(0)
  for (const variant of GRAPH_VARIANTS) (await Session.load(path(variant), { threads: 1 }))[Symbol.dispose]()
})

test('the second time nothing is packed and no file is written', async () => {
  const first = await build()
  const [name] = readdirSync(cache)
  const written = filesOf(join(cache, name!))
  expect(written.map(([file]) => file).sort()).toEqual(['additive.onnx', 'rank.onnx', 'weights.bin', 'weights.json'])
  const second = await build()
  expect(second.packed).toBe(0)
  expect(second.path('rank')).toBe(first.path('rank'))
  expect(filesOf(join(cache, name!))).toEqual(written)
})

test('the same file gives the same bytes', async () => {
  const [first, second] = [await build(), await build({ cache: join(folder, 'other') })]
  for (const variant of GRAPH_VARIANTS) {
    expect(readFileSync(first.path(variant)).equals(readFileSync(second.path(variant)))).toBe(true)
  }
  const weights = (path: string) => readFileSync(join(path, '..', 'weights.bin'))
  expect(weights(first.path('rank')).equals(weights(second.path('rank')))).toBe(true)
})

test('another form and another file have graphs of their own', async () => {
  await build()
  expect((await build({ form: 'fp32' })).packed).toBeGreaterThan(0)
  expect((await build({ hash: 'cd'.repeat(32) })).packed).toBeGreaterThan(0)
  expect(readdirSync(cache)).toHaveLength(3)
  expect((await build()).packed).toBe(0)
})

test('processes that build at once all succeed, and leave one folder', async () => {
  const script = join(import.meta.dirname, 'build-once.ts')
  const run = () => promisify(execFile)(process.execPath, [script, join(folder, 'model.gguf'), cache])
  const outputs = await Promise.all([run(), run(), run()])
  for (const { stdout } of outputs) expect(Number(stdout)).toBeGreaterThanOrEqual(0)
  expect(readdirSync(cache)).toHaveLength(1)
  const found = await build()
  expect(found.packed).toBe(0)
  ;(await Session.load(found.path('additive'), { threads: 1 }))[Symbol.dispose]()
})

test('builds at once in one process both succeed', async () => {
  const [first, second] = await Promise.all([build(), build()])
  expect(first.path('rank')).toBe(second.path('rank'))
  expect(readdirSync(cache)).toHaveLength(1)
})

test.for([
  ['weights.bin', 'gone'],
  ['weights.bin', 'cut'],
  ['weights.json', 'gone'],
  ['rank.onnx', 'gone'],
] as const)('graphs whose %s is %s are built again', async ([file, what]) => {
  await build()
  const [name] = readdirSync(cache)
  const damaged = join(cache, name!, file)
  if (what === 'gone') rmSync(damaged)
  else truncateSync(damaged, 100)
  const again = await build()
  expect(again.packed).toBeGreaterThan(0)
  ;(await Session.load(again.path('rank'), { threads: 1 }))[Symbol.dispose]()
  expect((await build()).packed).toBe(0)
})

test('what a killed build left does not disturb, and goes after a day', async () => {
  folderOfAge('.building-killed', 1000)
  folderOfAge('.building-long-ago', 2 * DAY_MS)
  const { path } = await build()
  ;(await Session.load(path('additive'), { threads: 1 }))[Symbol.dispose]()
  const left = readdirSync(cache)
  expect(left).toContain('.building-killed')
  expect(left).not.toContain('.building-long-ago')
  expect(left).toHaveLength(2)
})

test('graphs of an older builder go after a day without use; those of other forms and models stay', async () => {
  const key = HASH.slice(0, 32)
  folderOfAge(`${key}-q8-0000000000000000`, 2 * DAY_MS)
  folderOfAge(`${key}-q8-1111111111111111`, DAY_MS / 2)
  folderOfAge(`${key}-fp32-0000000000000000`, 2 * DAY_MS)
  folderOfAge(`${'cd'.repeat(16)}-q8-0000000000000000`, 2 * DAY_MS)
  await build()
  const left = readdirSync(cache)
  expect(left).not.toContain(`${key}-q8-0000000000000000`)
  expect(left).toContain(`${key}-q8-1111111111111111`)
  expect(left).toContain(`${key}-fp32-0000000000000000`)
  expect(left).toContain(`${'cd'.repeat(16)}-q8-0000000000000000`)
  expect(left).toHaveLength(4)
})

test('opening keeps graphs from growing old', async () => {
  await build()
  const [name] = readdirSync(cache)
  const long = new Date(Date.now() - 2 * DAY_MS)
  utimesSync(join(cache, name!), long, long)
  await build()
  expect(statSync(join(cache, name!)).mtimeMs).toBeGreaterThan(Date.now() - DAY_MS)
})

test('a build that fails leaves nothing behind and can be done again', async () => {
  const broken = async () => {
    using file = await GgufFile.open(join(folder, 'model.gguf'))
    const read = file.read.bind(file)
    file.read = (name: string) => {
      if (name === 'output_norm.weight') throw new Error('the disk is gone')
      return read(name)
    }
    return await buildGraphs({ file, hash: HASH, form: 'q8', cache })
  }
  await expect(broken()).rejects.toThrow('the disk is gone')
  expect(readdirSync(cache)).toEqual([])
  expect((await build()).packed).toBeGreaterThan(0)
})

test('a failed build closes its file', async () => {
  const open = () => readdirSync('/proc/self/fd').length
  const before = open()
  for (let i = 0; i < 20; i++) {
    using file = await GgufFile.open(join(folder, 'model.gguf'))
    file.read = () => {
      throw new Error('the disk is gone')
    }
    await expect(buildGraphs({ file, hash: HASH, form: 'q8', cache })).rejects.toThrow('the disk is gone')
  }
  expect(open()).toBeLessThan(before + 20)
})
