/** A committed direction, measured in the default model's own text. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { openModel } from '../../gpu-worker/engine/open.ts'
import { measureEffect } from '../../gpu-worker/evaluation/effect/measure-effect.ts'
import { directionSubject } from '../../gpu-worker/evaluation/subject.ts'
import { BUILTIN_AXES, builtinFitSpec } from '../../gpu-worker/fitting/builtin-axes.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { DEFAULT_MODEL } from '../../gpu-worker/model/store/known-models.ts'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { effectReport } from '../../shared/wire/report.ts'

test('the formal direction makes sampled text more formal one way and less the other, by both measures', async () => {
  const source = await obtainModel(DEFAULT_MODEL.spec)
  await using open = await openModel({ source, graphs: join(cacheFolder(), 'graphs') })
  const axis = BUILTIN_AXES.find(({ id }) => id === 'formal')!
  const { pairs } = builtinFitSpec(axis)
  const report = await measureEffect({
    model: new EngineLanguageModel(open),
    poles: axis,
    characteristics: { positive: [], negative: [] },
    subject: directionSubject(
      decodeDirection(new Uint8Array(readFileSync(join(BUILTIN_DIRECTIONS, 'formal.safetensors')))),
    ),
    controls: [],
    anchors: pairs,
    axis: 'formal',
    exclude: pairs.map(({ prompt }) => prompt),
    seeds: [1],
    queries: [
      'How do I bake potatoes?',
      'What do you think of autumn?',
      'Tell me about horses.',
      'How do clouds form?',
    ],
    strengths: [-1, 1],
  })
  expect(effectReport.parse(report)).toEqual(report)
  expect(report.classifier).toMatchObject({ layer: 15, used: true })
  expect(report.classifier!.anchors).toBeGreaterThanOrEqual(0.9)
  expect(report.features.map(({ name }) => name)).toContain('word length')
  const [casual, formal] = report.curve
  for (const measure of ['features', 'classifier'] as const) {
    expect(casual!.effect[measure]!.value).toBeLessThan(0)
    expect(formal!.effect[measure]!.value).toBeGreaterThan(0)
  }
  expect(report.plain.broken).toBe(0)
  expect(report.plain.perplexity).toBeLessThan(formal!.perplexity)
})
