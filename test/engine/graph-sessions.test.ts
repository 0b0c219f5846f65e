import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GraphSessions } from '../../gpu-worker/engine/graph-sessions.ts'
import { type BuiltGraphs, buildGraphs } from '../../gpu-worker/model/graph/build.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import { writeTinyLlama } from '../support/tiny-gguf.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-graphs-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))
let built: BuiltGraphs
beforeAll(async () => {
  const model = path.join(folder, 'tiny.gguf')
  await writeTinyLlama(model, { seed: 1 })
  using file = openModelFile(model)
  built = await buildGraphs({
    file,
    hash: '1'.repeat(64),
    forms: ['q8', 'exact'],
    context: 128,
    cache: path.join(folder, 'graphs'),
  })
})

const FORMS = { decode: 'q8', prefill: 'exact', reading: 'exact' } as const
const sessionsOf = (graphs: BuiltGraphs = built) => new GraphSessions(graphs, FORMS, { threads: 1 })

describe('the graphs of a model', () => {
  it('are loaded once each, when asked for', async () => {
    await using graphs = sessionsOf()
    const additive = graphs.get('decode', 'additive')
    expect(graphs.get('decode', 'additive')).toBe(additive)
    expect(await graphs.get('decode', 'rank')).not.toBe(await additive)
    expect(await graphs.get('prefill', 'additive')).not.toBe(await additive)
  })

  it('are one for prompts and steps where the form is, and another for readings', async () => {
    await using graphs = new GraphSessions(built, { decode: 'q8', prefill: 'q8', reading: 'q8' }, { threads: 1 })
    expect(graphs.get('prefill', 'plain')).toBe(graphs.get('decode', 'plain'))
    expect(await graphs.get('reading', 'plain')).not.toBe(await graphs.get('prefill', 'plain'))
  })

  it('are tried in advance, and one that cannot be written is left until it is asked for', async () => {
    let full = true
    const graph: BuiltGraphs['graph'] = (form, phase, variant) => {
      if (full && variant === 'rank') throw new Error('the disk is full')
      return built.graph(form, phase, variant)
    }
    await using graphs = sessionsOf({ graph })
    await expect(graphs.preload()).resolves.toBeUndefined()
    expect(() => graphs.get('decode', 'rank')).toThrow('the disk is full')
    full = false
    await graphs.get('decode', 'rank')
  })

  it('can be asked for again after one could not be loaded', async () => {
    const whole = built.graph('q8', 'decode', 'rank')
    const broken = path.join(path.dirname(whole.path), 'broken.onnx')
    fs.writeFileSync(broken, 'no graph')
    await using graphs = sessionsOf({ graph: () => ({ ...whole, path: broken }) })
    await expect(graphs.get('decode', 'rank')).rejects.toThrow(/broken\.onnx/)
    fs.copyFileSync(whole.path, broken)
    await graphs.get('decode', 'rank')
  })

  it('can be closed while one is loading', async () => {
    const graphs = sessionsOf()
    const loading = graphs.get('decode', 'rank')
    await graphs[Symbol.asyncDispose]()
    await expect(loading.then((session) => session.handle)).rejects.toThrow(/disposed/)
  })
})
