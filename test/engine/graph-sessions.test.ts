import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GraphSessions } from '../../gpu-worker/engine/graph-sessions.ts'
import { GgufFile } from '../../gpu-worker/model/gguf.ts'
import { type BuiltGraphs, buildGraphs } from '../../gpu-worker/model/graph/build.ts'
import { writeTinyLlama } from '../support/tiny-gguf.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-graphs-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))
let built: BuiltGraphs
beforeAll(async () => {
  const model = path.join(folder, 'tiny.gguf')
  await writeTinyLlama(model, { seed: 1 })
  using file = await GgufFile.open(model)
  built = await buildGraphs({ file, hash: '1'.repeat(64), form: 'q8', cache: path.join(folder, 'graphs') })
})

describe('the graphs of one weight form', () => {
  it('are loaded once each, when asked for', async () => {
    await using graphs = new GraphSessions(built, { threads: 1 })
    const additive = graphs.get('additive')
    expect(graphs.get('additive')).toBe(additive)
    expect(await graphs.get('rank')).not.toBe(await additive)
  })

  it('can be asked for again after one could not be loaded', async () => {
    const broken = path.join(folder, 'broken.onnx')
    fs.writeFileSync(broken, 'no graph')
    await using graphs = new GraphSessions({ ...built, path: () => broken }, { threads: 1 })
    await expect(graphs.get('rank')).rejects.toThrow(/broken\.onnx/)
    fs.copyFileSync(built.path('rank'), broken)
    fs.copyFileSync(built.weights, path.join(folder, path.basename(built.weights)))
    await graphs.get('rank')
  })

  it('can be closed while one is loading', async () => {
    const graphs = new GraphSessions(built, { threads: 1 })
    const loading = graphs.get('rank')
    await graphs[Symbol.asyncDispose]()
    await expect(loading.then((session) => session.handle)).rejects.toThrow(/disposed/)
  })
})
