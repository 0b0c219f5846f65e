/** The proof that a graph applies edits: it holds for every graph that is built, and fails for one that does not. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GraphSessions } from '../../gpu-worker/engine/graph-sessions.ts'
import { proveEdits } from '../../gpu-worker/engine/self-check.ts'
import type { ModelConfig } from '../../gpu-worker/model/config.ts'
import { FORM_NAMES, type FormName, kvTypeOf, type Phase } from '../../gpu-worker/model/forms/plans.ts'
import { type BuiltGraphs, buildGraphs } from '../../gpu-worker/model/graph/build.ts'
import { type GraphVariant, VARIANT_NAMES } from '../../gpu-worker/model/graph/hooks.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'
import { cpu } from '../../gpu-worker/runtime/device.ts'
import { describeForms } from '../support/describe-forms.ts'
import { writeTinyLlama } from '../support/tiny-gguf.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-self-check-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))
let built: BuiltGraphs
let config: ModelConfig
beforeAll(async () => {
  const model = path.join(folder, 'tiny.gguf')
  const types = (name: string) => (name === 'token_embd.weight' ? ('Q8_0' as const) : ('Q4_1' as const))
  writeTinyLlama(model, { seed: 1, layers: 3, types })
  using file = openModelFile(model)
  config = file.config
  const cache = path.join(folder, 'graphs')
  built = await buildGraphs({ file, hash: '1'.repeat(64), forms: FORM_NAMES, context: 128, cache })
})

/** Loads a graph of a form and proves its edits. `graphs` may be others than those that were built. */
async function prove(
  form: FormName,
  variant: GraphVariant,
  graphs: BuiltGraphs = built,
  phase: Phase = 'decode',
): Promise<void> {
  const forms = { decode: form, prefill: form, reading: form }
  await using sessions = new GraphSessions(graphs, forms, { threads: 1 }, (session, of) =>
    proveEdits(session, config, of, { device: cpu, kvType: kvTypeOf(form), reading: phase === 'reading' }),
  )
  await sessions.get(phase, variant)
}

describeForms(FORM_NAMES, (form) => {
  test.each(VARIANT_NAMES)('the graph %s applies edits as plain arithmetic does', async (variant) => {
    await prove(form, variant)
  })

  test.each(VARIANT_NAMES)('so does the graph %s for readings', async (variant) => {
    await prove(form, variant, built, 'reading')
  })
})

describe('a graph', () => {
  /** The graph with two names of equal length swapped, wherever they stand. */
  async function swapped(variant: GraphVariant, one: string, other: string): Promise<unknown> {
    const whole = built.graph('fp32', 'decode', variant)
    const tampered = path.join(path.dirname(whole.path), 'tampered.onnx')
    const swap = (name: string) => (name === one ? other : one)
    const text = fs.readFileSync(whole.path, 'latin1').replaceAll(new RegExp(`\\b(?:${one}|${other})\\b`, 'g'), swap)
    fs.writeFileSync(tampered, text, 'latin1')
    return prove('fp32', variant, { graph: () => ({ ...whole, path: tampered }) }).catch((problem) => problem)
  }

  test.each([
    ["adds one layer's vector at another", 'additive', 'e.residual.0', 'e.residual.1', 'at residual.0 it is off by'],
    ['reads with the vector it should write', 'rank', 'u.residual.1', 'v.residual.1', 'at residual.1 it is off by'],
    ['bends what it should scale', 'rank', 'a.residual.2', 'g.residual.2', 'at residual.2 it is off by'],
    ['takes one site for another', 'sites', 'e.attention.1', 'e.attention.2', 'at attention.1 it is off by'],
  ] as const)('that %s is not used', async (_what, variant, one, other, complaint) => {
    expect(await swapped(variant, one, other)).toMatchObject({
      message: expect.stringContaining(`the graph '${variant}' does not apply edits as it should: ${complaint}`),
    })
  })

  test('can be loaded once it is whole', async () => {
    expect(await swapped('additive', 'e.residual.0', 'e.residual.0')).toBeUndefined()
  })
})
