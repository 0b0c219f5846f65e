/** A built-in direction measured on pairs that it never saw, with the default model. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { parseDataSet } from '../../gpu-worker/evaluation/data-sets/read.ts'
import { evaluateData, type MeasureSummary } from '../../gpu-worker/evaluation/evaluate-data.ts'
import { polePrompts } from '../../gpu-worker/evaluation/pole-prompts.ts'
import { directionSubject } from '../../gpu-worker/evaluation/subject.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { decodeDirection } from '../../shared/direction.ts'
import { openRealModel } from '../support/open-real-model.ts'

const PAIRS = new URL('../../gpu-worker/fitting/data/axis_pairs.jsonl', import.meta.url)

test("'formal' makes the answers for children unlikelier than the experts', and the other way round", async () => {
  const rows = readFileSync(PAIRS, 'utf8').split('\n')
  const { data } = parseDataSet(
    rows
      .filter((row) => row.includes('"axis": "simple"'))
      .slice(0, 6)
      .join('\n'),
    'simple',
  )
  const direction = decodeDirection(new Uint8Array(readFileSync(join(BUILTIN_DIRECTIONS, 'formal.safetensors'))))
  await using opened = await openRealModel({})
  const model = new EngineLanguageModel(opened)
  const subject = directionSubject(direction)
  const prompts = polePrompts(direction.manifest)
  const [margin] = (await evaluateData({ model, data, subject, prompts, strength: 1, seed: 1 }, {})) as [MeasureSummary]
  expect(margin.items).toBe(6)
  expect(margin.steered.positive.change.high).toBeLessThan(0)
  expect(margin.steered.negative.change.low).toBeGreaterThan(0)
  expect(margin.odd.high).toBeLessThan(-0.5)
})
