/** How late a change of strengths is: tokens written after it under the edit of before, and the time to the next step. */
import { PRIORITY } from '../gpu-worker/engine/generation.ts'
import { Steering } from '../gpu-worker/engine/steering.ts'
import { createRandom } from '../test/support/random.ts'
import { randomDirection, steeredAxis } from './harness/directions.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { GREEDY } from './harness/full-batch.ts'
import { neverEnd, openBenchModel, proseTokens } from './harness/model.ts'
import { summarise } from './harness/statistics.ts'

const ROWS = [1, 16]
const TOKENS = 120
const ROUNDS = 8
const SEED = 3
const MODES = ['add', 'boost'] as const

export async function live(): Promise<Table[]> {
  await using model = await openBenchModel({ rows: Math.max(...ROWS) })
  neverEnd(model)
  const random = createRandom(SEED)
  const figures: Figure[] = []
  for (const mode of MODES) {
    for (const rows of ROWS) {
      const late: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const answers = Array.from({ length: rows }, (_, row) => {
          const direction = randomDirection(model, 'axis', [20], row)
          const steering = new Steering([steeredAxis(direction, 0, mode)])
          const generation = model.engine.generate({
            id: `live-${row}`,
            prompt: proseTokens(model, 32, row),
            maxTokens: TOKENS,
            sampling: GREEDY,
            stops: [],
            steering,
            priority: PRIORITY.interactive,
            project: 'p',
          })
          return { direction, steering, generation, writtenAtChange: 0 }
        })
        for (const answer of answers) {
          // At any moment of any step.
          await new Promise((resolve) => setTimeout(resolve, 30 + 200 * random.uniform()))
          const { direction, steering, generation } = answer
          answer.writtenAtChange = generation.output.length
          const axes = [steeredAxis(direction, 1, mode)]
          steering.change({ axes, seq: 1, ramp: 0, overdrive: null }, generation.settledTokens)
        }
        await Promise.all(answers.map(({ generation }) => generation.done))
        for (const { steering, generation, writtenAtChange } of answers) {
          // What was edited is counted where the graph's own states are read.
          const unedited = generation.output.length - steering.receipts()[0]!.tokens_edited
          // The first token's state is the prompt's, which is not edited.
          if (writtenAtChange > 0 && writtenAtChange < TOKENS) late.push(unedited - writtenAtChange)
        }
      }
      const figure = inRow(`${mode}, ${rows} ${rows === 1 ? 'row' : 'rows'}`)
      figures.push(
        { ...figure('tokens late', 0, '', { atMost: 1 }), ...summarise(late), value: Math.max(...late) },
        figure('changes', late.length),
      )
    }
  }
  const note =
    `Strength 0 to 1 at a random moment of a running answer. The most (least–most) tokens that the step before the ` +
    `change still wrote; 1 is the token that was in the making.`
  return [{ title: 'A change of strengths', rows: 'mode and batch', note, figures }]
}
