/** What the prefix cache saves: from a request to its answer's first token, with the prompt's beginning in the cache and not. */
import { PRIORITY } from '../gpu-worker/engine/generation.ts'
import type { OpenModel } from '../gpu-worker/engine/open.ts'
import { type Figure, inRow, type Table } from './harness/figures.ts'
import { GREEDY } from './harness/full-batch.ts'
import { openBenchModel, proseTokens } from './harness/model.ts'
import { inTurns } from './harness/rounds.ts'
import { pairedRatios, summarise } from './harness/statistics.ts'

/** Tokens of what prompts have in common, and of what each adds. */
const PREFIXES = [200, 1000]
const QUESTION = 16
const ROUNDS = 15

export async function prefix(): Promise<Table[]> {
  await using model = await openBenchModel({ context: 2048 })
  const figures: Figure[] = []
  for (const length of PREFIXES) {
    const begin = proseTokens(model, length)
    let asked = 0
    const question = () => [...begin, ...proseTokens(model, QUESTION, ++asked)]
    const cold = () => firstToken(model, `cold ${asked}`, question())
    const whole = question()
    const cases = {
      [`${length} tokens in common, ${QUESTION} of its own`]: () => firstToken(model, 'warm', question()),
      [`${length + QUESTION} tokens, the same again`]: () => firstToken(model, 'again', whole),
    }
    for (const [row, cached] of Object.entries(cases)) {
      await cached()
      const seconds = await inTurns({ cold, cached }, { rounds: ROUNDS })
      const figure = inRow(row)
      const ms = (values: number[]) => summarise(values.map((value) => 1000 * value))
      figures.push(
        { ...figure('not cached', 0, 'ms'), ...ms(seconds.cold) },
        { ...figure('cached', 0, 'ms'), ...ms(seconds.cached) },
        { ...figure('cached ÷ not', 0), ...summarise(pairedRatios(seconds.cached, seconds.cold)) },
      )
    }
  }
  const { form, prefill } = model.settings
  const note =
    `Forms ${form} and, for prompts, ${prefill}; nothing else runs. Median (least–most) of ${ROUNDS} pairs, a cached ` +
    'one beside one that is new to the cache. Both answers are the same, to the last bit (a test).'
  return [{ title: 'Time to the first token', rows: 'prompt', note, figures }]
}

/** Seconds. */
async function firstToken({ engine }: OpenModel, project: string, prompt: number[]): Promise<number> {
  const generation = engine.generate({
    id: project,
    prompt,
    maxTokens: 1,
    sampling: GREEDY,
    stops: [],
    steering: null,
    priority: PRIORITY.interactive,
    project,
  })
  await generation.done
  return (generation.firstTokenAt! - generation.queuedAt) / 1000
}
