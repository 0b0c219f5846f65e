/** What a lean means on the default model: neutral text has about none, and strength moves it by as much as it says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { EngineLanguageModel } from '../../gpu-worker/engine/language-model.ts'
import { type OpenModel, openModel } from '../../gpu-worker/engine/open.ts'
import { PLAIN_SAMPLING } from '../../gpu-worker/engine/sampler.ts'
import { Steering } from '../../gpu-worker/engine/steering.ts'
import { BUILTIN_DIRECTIONS } from '../../gpu-worker/fitting/builtin-directions.ts'
import { NEUTRAL_TEXTS } from '../../gpu-worker/fitting/neutral-texts.ts'
import { plainPrompt } from '../../gpu-worker/language/prompts.ts'
import { cacheFolder } from '../../gpu-worker/model/store/cache-folder.ts'
import { DEFAULT_MODEL } from '../../gpu-worker/model/store/known-models.ts'
import { obtainModel } from '../../gpu-worker/model/store/store.ts'
import { type Direction, decodeDirection } from '../../shared/direction.ts'
import { hookOf } from '../../shared/steering/edit.ts'
import { Lean } from '../../shared/steering/lean.ts'

const TEXTS = NEUTRAL_TEXTS.slice(0, 8)
const STRENGTHS = [-1, -0.5, 0, 0.5, 1]
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test('the lean of answers grows with the strength, about as far, and that of neutral texts is about 0', async () => {
  const source = await obtainModel(DEFAULT_MODEL.spec)
  await using open = await openModel({ source, graphs: join(cacheFolder(), 'graphs') })
  for (const axis of ['formal', 'simple']) {
    const file = readFileSync(join(BUILTIN_DIRECTIONS, `${axis}.safetensors`))
    const direction = decodeDirection(new Uint8Array(file))
    expect(Math.abs(await leanOfNeutral(open, direction)), axis).toBeLessThan(0.25)
    const leans: number[] = []
    for (const strength of STRENGTHS) leans.push(await leanOfAnswers(open, direction, strength))
    for (const [i, lean] of leans.slice(1).entries()) expect(lean, axis).toBeGreaterThan(leans[i]! + 0.3)
    const slope = (leans.at(-1)! - leans[0]!) / 2
    expect(slope, axis).toBeGreaterThan(0.8)
    // The text itself changes its style on top of what the edit adds.
    expect(slope, axis).toBeLessThan(1.6)
  }
})

async function leanOfNeutral(open: OpenModel, direction: Direction): Promise<number> {
  const readings = TEXTS.map(({ query, answer }) => {
    return { messages: plainPrompt(query), answer: open.tokenizer.encode(answer) }
  })
  const hooks = direction.layers.map((layer) => hookOf(direction, layer))
  const read = await new EngineLanguageModel(open).answers(readings, hooks)
  return mean(
    read.map(({ means }) => {
      const lean = new Lean(direction)
      lean.read((hook) => means.get(hook), 0)
      return lean.value!
    }),
  )
}

async function leanOfAnswers({ engine, template }: OpenModel, direction: Direction, strength: number): Promise<number> {
  const answers = TEXTS.map(async ({ query }, seed) => {
    const of = { axis: 'axis', version: 1, hash: 'hash', direction }
    const edits = strength === 0 ? [] : [{ ...of, strength, mode: 'add' as const, condition: null }]
    const steering = new Steering(edits, 'generated', false, [of])
    const { done } = engine.generate({
      id: `answer-${seed}`,
      prompt: template.encode(plainPrompt(query)),
      maxTokens: 48,
      sampling: { ...PLAIN_SAMPLING, temperature: 0.7, seed },
      stops: template.stops,
      steering,
      priority: PRIORITY.interactive,
      project: 'p',
    })
    await done
    return steering.positions[0]!.lean!
  })
  return mean(await Promise.all(answers))
}
