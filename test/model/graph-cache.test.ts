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
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { FormName } from '../../gpu-worker/model/forms/plans.ts'
import { type BuildOptions, buildGraphs } from '../../gpu-worker/model/graph/build.ts'
import { type GraphVariant, VARIANT_NAMES } from '../../gpu-worker/model/graph/hooks.ts'
import { PackWriter, readPackIndex } from '../../gpu-worker/model/graph/pack-file.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
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
async function build({ form = 'q8', ...options }: Partial<BuildOptions> & { form?: FormName } = {}) {
  using file = openModelFile(join(folder, 'model.gguf'))
  let packed = 0
  const onProgress = () => {
    packed++
  }
  const built = await buildGraphs({ file, hash: HASH, forms: [form], context: 128, cache, onProgress, ...options })
  const path = (variant: GraphVariant) => built.graph(form, 'decode', variant).path
  return { ...built, path, packed }
}

const filesOf = (path: string) => readdirSync(path).map((name) => [name, statSync(join(path, name)).mtimeMs])
const packsOf = (path: string) => readdirSync(path).filter((name) => name.endsWith('.bin'))
const loads = async (path: string) => (await Session.load(path, { threads: 1 }))[Symbol.dispose]()

/** Makes a folder in the cache that was last opened so long ago. */
function folderOfAge(name: string, milliseconds: number): void {
  mkdirSync(join(cache, name), { recursive: true })
  writeFileSync(join(cache, name, 'qkv.q8.bin'), 'half a file')
  const then = new Date(Date.now() - milliseconds)
  utimesSync(join(cache, name), then, then)
}

test('what is built loads', async () => {
  const { path, packed } = await build()
  expect(packed).toBeGreaterThan(0)
  for (const variant of VARIANT_NAMES) await loads(path(variant))
})

test('the second time nothing is packed and no file is written', async () => {
  const first = await build()
  const rank = first.path('rank')
  const [name] = readdirSync(cache)
  const written = filesOf(join(cache, name!))
  expect(packsOf(join(cache, name!)).sort()).toEqual(
    ['attn_norm.plain', 'down.q8', 'ffn_norm.plain', 'gate_up.q8', 'head.q8', 'out.q8', 'output_norm.plain', 'qkv.q8']
      .concat('rotary.128')
      .map((file) => `${file}.bin`),
  )
  const second = await build()
  expect(second.packed).toBe(0)
  expect(second.path('rank')).toBe(rank)
  expect(filesOf(join(cache, name!))).toEqual(written)
})

test('the same file gives the same bytes', async () => {
  const [first, second] = [await build({ form: 'i8' }), await build({ form: 'i8', cache: join(folder, 'other') })]
  for (const variant of VARIANT_NAMES) {
    expect(readFileSync(first.path(variant)).equals(readFileSync(second.path(variant)))).toBe(true)
  }
  const [one, other] = [first, second].map((built) => dirname(built.path('rank')))
  expect(packsOf(one!)).toEqual(packsOf(other!))
  for (const file of packsOf(one!)) {
    expect(readFileSync(join(one!, file)).equals(readFileSync(join(other!, file))), file).toBe(true)
  }
})

test('forms share what they keep alike, and another context changes the rotary tables only', async () => {
  await build()
  const [name] = readdirSync(cache)
  const before = packsOf(join(cache, name!))
  await build({ form: 'exact' })
  const added = packsOf(join(cache, name!)).filter((file) => !before.includes(file))
  expect(added).toEqual(['down.float32.bin', 'gate_up.float32.bin', 'out.float32.bin', 'qkv.float32.bin'])
  expect((await build({ context: 64 })).packed).toBe(1)
  expect((await build()).packed).toBe(0)
})

test('another file has graphs of its own', async () => {
  await build()
  expect((await build({ hash: 'cd'.repeat(32) })).packed).toBeGreaterThan(0)
  expect(readdirSync(cache)).toHaveLength(2)
})

describe('smoothed weights', () => {
  test('are measured once, with a form that is wanted anyway', async () => {
    await build({ forms: ['i8', 'exact'], form: 'i8' })
    const [name] = readdirSync(cache)
    const packs = packsOf(join(cache, name!))
    expect(packs).toContain('smoothing.bin')
    expect(packs).not.toContain('qkv.q8.bin')
    expect((await build({ forms: ['i8', 'exact'], form: 'i8' })).packed).toBe(0)
  })

  test('and the gains of the norms before them never come from different measurements', async () => {
    const built = await build({ form: 'i8' })
    const at = dirname(built.path('plain'))
    const smoothed = packsOf(at).filter((file) => /^(qkv|gate_up|attn_norm|ffn_norm)\..*\.[0-9a-f]{8}\.bin$/.test(file))
    expect(smoothed).toHaveLength(4)
    // Another measurement, by whatever reason: other scales, so other files.
    const bytes = readFileSync(join(at, 'smoothing.bin'))
    const index = [...readPackIndex(at, 'smoothing.bin')!]
    using writer = new PackWriter(at, 'smoothing.bin')
    for (const [i, [name, { offset, shape }]] of index.entries()) {
      const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset).slice(0, 4 * Number(shape[0])))
      if (i === 0) data[0]! *= 8
      writer.add(name.replace(/\.s$/, ''), { s: { dtype: 'float32', shape: [data.length], data } })
    }
    writer.finish()
    const again = await build({ form: 'i8' })
    expect(packsOf(at).filter((file) => file.startsWith('qkv.int8.'))).toHaveLength(2)
    const files = new Set([...again.graph('i8', 'decode', 'plain').weights.values()].map(({ file }) => file))
    for (const file of smoothed) expect(files).not.toContain(file)
    await loads(again.path('plain'))
  })
})

test('processes that build at once all succeed, and leave one folder', async () => {
  const script = join(import.meta.dirname, 'build-once.ts')
  const run = () => promisify(execFile)(process.execPath, [script, join(folder, 'model.gguf'), cache])
  const outputs = await Promise.all([run(), run(), run()])
  for (const { stdout } of outputs) expect(Number(stdout)).toBeGreaterThanOrEqual(0)
  expect(readdirSync(cache)).toHaveLength(1)
  const found = await build()
  expect(found.packed).toBe(0)
  await loads(found.path('additive'))
})

test('builds at once in one process both succeed', async () => {
  const [first, second] = await Promise.all([build(), build()])
  expect(first.path('rank')).toBe(second.path('rank'))
  expect(readdirSync(cache)).toHaveLength(1)
})

test.for([
  ['down.q8.bin', 'gone'],
  ['down.q8.bin', 'cut'],
  ['down.q8.bin.json', 'gone'],
  ['down.q8.bin.json', 'cut'],
  ['down.q8.bin', 'changed by a bit'],
  ['down.q8.bin.json', 'changed by a bit'],
  ['rank', 'gone'],
  ['rank', 'cut'],
  ['rank', 'changed by a bit'],
] as const)('%s that is %s is made again, and nothing else', async ([file, what]) => {
  const first = await build()
  const damaged = file === 'rank' ? first.path('rank') : join(dirname(first.path('rank')), file)
  if (what === 'gone') rmSync(damaged)
  else if (what === 'cut') truncateSync(damaged, 100)
  else {
    const bytes = readFileSync(damaged)
    bytes[bytes.length - 7]! ^= 1
    writeFileSync(damaged, bytes)
  }
  const again = await build()
  expect(again.packed).toBe(file === 'rank' ? 0 : 2)
  await loads(again.path('rank'))
  expect((await build()).packed).toBe(0)
})

test('what a killed build left does not disturb, and goes after a day', async () => {
  const { path } = await build()
  const at = dirname(path('plain'))
  for (const [name, age] of [
    ['.draft-young-qkv.q8.bin', 1000],
    ['.draft-old-qkv.q8.bin', 2 * DAY_MS],
  ] as const) {
    writeFileSync(join(at, name), 'half a file')
    const then = new Date(Date.now() - age)
    utimesSync(join(at, name), then, then)
  }
  await build()
  const left = readdirSync(at)
  expect(left).toContain('.draft-young-qkv.q8.bin')
  expect(left).not.toContain('.draft-old-qkv.q8.bin')
})

test('graphs of an older builder go after a day without use; those of other models stay', async () => {
  const key = HASH.slice(0, 32)
  folderOfAge(`${key}-0000000000000000`, 2 * DAY_MS)
  folderOfAge(`${key}-1111111111111111`, DAY_MS / 2)
  folderOfAge(`${'cd'.repeat(16)}-0000000000000000`, 2 * DAY_MS)
  await build()
  const left = readdirSync(cache)
  expect(left).not.toContain(`${key}-0000000000000000`)
  expect(left).toContain(`${key}-1111111111111111`)
  expect(left).toContain(`${'cd'.repeat(16)}-0000000000000000`)
  expect(left).toHaveLength(3)
})

test('opening keeps graphs from growing old', async () => {
  await build()
  const [name] = readdirSync(cache)
  const long = new Date(Date.now() - 2 * DAY_MS)
  utimesSync(join(cache, name!), long, long)
  await build()
  expect(statSync(join(cache, name!)).mtimeMs).toBeGreaterThan(Date.now() - DAY_MS)
})

/** Builds from a file whose tensor cannot be read. */
async function broken(name: string) {
  using file = openModelFile(join(folder, 'model.gguf'))
  const read = file.read.bind(file)
  file.read = (wanted: string) => {
    if (wanted === name) throw new Error('the disk is gone')
    return read(wanted)
  }
  return await buildGraphs({ file, hash: HASH, forms: ['q8'], context: 128, cache })
}

test('a build that fails leaves whole files only, and goes on from there', async () => {
  await expect(broken('blk.1.ffn_down.weight')).rejects.toThrow('the disk is gone')
  const [name] = readdirSync(cache)
  const left = readdirSync(join(cache, name!))
  expect(left).toContain('qkv.q8.bin')
  expect(left.filter((file) => file.startsWith('.draft') || file.startsWith('down'))).toEqual([])
  const { packed, path } = await build()
  expect(packed).toBeGreaterThan(0)
  await loads(path('plain'))
})

test('a failed build closes its files', async () => {
  const open = () => readdirSync('/proc/self/fd').length
  const before = open()
  for (let i = 0; i < 20; i++) await expect(broken('blk.0.attn_q.weight')).rejects.toThrow('the disk is gone')
  expect(open()).toBeLessThan(before + 20)
})
