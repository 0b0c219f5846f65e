/** The committed built-in directions, and one of them fitted again on the real model. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { openModel } from '../../gpu-worker/engine/open.ts'
import { BUILTIN_AXES, builtinFitSpec } from '../../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { sha256 } from '../../gpu-worker/fitting/stage-value.ts'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { DEFAULT_MODEL } from '../../gpu-worker/model/store/known-models.ts'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import { runFit } from '../../gpu-worker/pipeline/fit.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { dot } from '../../shared/steering/edit.ts'
import { evaluation as evaluationSchema } from '../../shared/wire/fit.ts'
import { temporaryFolder } from './temporary-folder.ts'

const committed = (axis: string) => {
  const bytes = new Uint8Array(readFileSync(join(BUILTIN_DIRECTIONS, `${axis}.safetensors`)))
  const card = JSON.parse(readFileSync(join(BUILTIN_DIRECTIONS, `${axis}.json`), 'utf8'))
  return { bytes, card, direction: decodeDirection(bytes), evaluation: evaluationSchema.parse(card.evaluation) }
}

describe('the committed directions', () => {
  test.for(BUILTIN_AXES.map(({ id }) => id))('%s: for the default model, as its card says', (id) => {
    const { bytes, card, direction } = committed(id)
    expect(card.hash).toBe(sha256(bytes))
    expect(card.manifest).toEqual(direction.manifest)
    expect(direction.manifest).toMatchObject({ axis: id, verified: true, source: 'given', seed: 1 })
    expect(direction.manifest.model.hash).toBe(DEFAULT_MODEL.sha256)
    for (const { v } of direction.layers) expect(dot(v, v)).toBeCloseTo(1)
  })

  test.for(['formal', 'simple', 'optimistic'])('%s moves the held-out margin past every control, both ways', (id) => {
    const { margin, passed } = committed(id).evaluation
    for (const control of margin.control) {
      expect(margin.positive).toBeGreaterThan(control.positive + 0.2)
      expect(margin.negative).toBeLessThan(control.negative - 0.2)
    }
    expect(passed).toBe(true)
  })
})

test('a built-in axis fitted again on the real model gives the same bytes twice, and the committed direction', async () => {
  const source = await obtainModel(DEFAULT_MODEL.spec)
  await using open = await openModel({ source, graphs: join(cacheFolder(), 'graphs') })
  const model = new EngineLanguageModel(open)
  const axis = BUILTIN_AXES[0]!
  const refit = () =>
    runFit({ id: 'fit', spec: { ...builtinFitSpec(axis), report: false }, model, directory: temporaryFolder() })
  const first = await refit()
  const second = await refit()
  expect(second.hash).toBe(first.hash)
  expect(second.evaluation).toEqual(first.evaluation)

  const [made] = first.direction.layers
  const [kept] = committed(axis.id).direction.layers
  expect(made!.layer).toBe(kept!.layer)
  expect(dot(made!.v, kept!.v)).toBeGreaterThan(0.999)
}, 300_000)
