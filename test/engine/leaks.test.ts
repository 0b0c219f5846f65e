/** An engine that answers for a long time takes no more memory, and one that is closed leaves nothing running. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FixedEdit } from '../../gpu-worker/engine/fixed-edit.ts'
import { PRIORITY } from '../../gpu-worker/engine/generation.ts'
import { type OpenModel, openModel } from '../../gpu-worker/engine/open.ts'
import { memoryGrowth } from '../support/memory-growth.ts'
import { createRandom } from '../support/random.ts'
import { randomEdit } from '../support/random-edit.ts'
import { openTinyModel } from '../support/tiny-model.ts'
import { GREEDY } from './fake-generation.ts'

const MB = 2 ** 20
const random = createRandom(41)

const ask = (model: OpenModel, maxTokens: number, signal?: AbortSignal) => {
  const layers = [Math.floor(2 * random.uniform())]
  const edit = randomEdit(random, { hidden: 64, layers, slots: Math.floor(3 * random.uniform()) })
  return model.engine.generate({
    id: 'g',
    prompt: Array.from({ length: 1 + Math.floor(9 * random.uniform()) }, () => 5 + Math.floor(200 * random.uniform())),
    maxTokens,
    sampling: { ...GREEDY, temperature: 1, top_p: 0.9 },
    stops: ['zz'],
    steering: random.uniform() < 0.5 ? new FixedEdit(edit, random.uniform() < 0.5 ? 'answer' : 'generated') : null,
    priority: PRIORITY.interactive,
    project: 'p',
    signal,
  })
}

test('thousands of answers, edited, in batches and aborted, leave memory flat', async () => {
  await using model = await openTinyModel({ seed: 2 })
  // One signal outlives all answers: what listens to it must go with its answer.
  const { signal } = new AbortController()
  const work = async () => {
    const generations = [ask(model, 3, signal), ask(model, 2, signal), ask(model, 5, signal)]
    generations[2]!.cancel()
    await Promise.allSettled(generations.map(({ done }) => done))
  }
  // Stretches whose bindings stayed would be 10 MB: so it was with Binding's disposal emptied.
  expect(await memoryGrowth(1500, work)).toBeLessThan(4 * MB)
})

test('models opened and closed leave memory flat', async () => {
  await using first = await openTinyModel({ seed: 2 }, { form: 'q8' })
  const { source, settings, folder } = first
  const work = async () => {
    await using model = await openModel({ source, graphs: join(folder, 'graphs'), settings })
    await ask(model, 2).done
  }
  // Sessions that stayed would be 15 MB: half a MB each, so it was with Session's disposal emptied.
  expect(await memoryGrowth(30, work, 5)).toBeLessThan(10 * MB)
})

test('a model is closed in the middle of its answers', async () => {
  const model = await openTinyModel({ seed: 2 })
  const generations = Array.from({ length: 6 }, () => ask(model, 100))
  const readings = [1, 2].map(() => model.engine.read({ start: 0, texts: [{ ids: [5, 6, 7] }] }))
  const outcomes = Promise.allSettled([...generations.map(({ done }) => done), ...readings])
  await new Promise(setImmediate)
  await model[Symbol.asyncDispose]()
  for (const outcome of await outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'closed' })
  }
  expect(generations.some(({ status }) => status === 'failed')).toBe(true)
})
