/** `attune steer`: one prompt answered plainly and steered, in one batch with one seed, and what was done to the answer. */
import { PRIORITY } from '../../gpu-worker/engine/generation.ts'
import type { OpenModel } from '../../gpu-worker/engine/open.ts'
import { PLAIN_SAMPLING } from '../../gpu-worker/engine/sampler.ts'
import { Steering } from '../../gpu-worker/engine/steering.ts'
import { Answer } from '../../gpu-worker/server/answer.ts'
import { STRENGTH_LIMIT, scope as scopes } from '../../shared/wire/steering.ts'
import { columns } from '../columns.ts'
import { progress } from '../progress.ts'
import { receiptText, strengthText } from '../receipt-text.ts'
import { printable } from '../terminal.ts'
import type { Command } from './command.ts'
import { readDirection } from './files.ts'
import { checkModelOf, loadModel, MODEL_HELP } from './model.ts'
import { choiceOption, numberOption, readOptions, wholeOption } from './options.ts'

const SEED = 1
const MAX_TOKENS = 120
const SAMPLING = { temperature: 0.7, repetition_penalty: 1.1 }

const HELP = `attune steer --direction FILE --strength NUMBER --prompt TEXT [--model SPEC] [--scope SCOPE]
             [--seed N] [--max-tokens N]

Answers the prompt twice, plainly and steered, with the same seed, and says what was done.

  --direction FILE   the direction (.safetensors)
  --strength NUMBER  from -1 (its negative pole) to 1 (its positive pole)
  --prompt TEXT      what a user would say
${MODEL_HELP}
  --scope SCOPE      which tokens are edited: ${scopes.options.join(', ')} (default: generated)
  --seed N           default: ${SEED}
  --max-tokens N     of each answer (default: ${MAX_TOKENS})

Temperature ${SAMPLING.temperature}, repetition penalty ${SAMPLING.repetition_penalty}.`

export const steer: Command = {
  help: HELP,
  async run(args, signal) {
    const options = readOptions(args, {
      required: ['direction', 'strength', 'prompt'],
      optional: ['model', 'scope', 'seed', 'max-tokens'],
    })
    const strength = numberOption('strength', options.strength, -STRENGTH_LIMIT, STRENGTH_LIMIT)
    const scope = choiceOption('scope', options.scope ?? 'generated', scopes.options)
    const seed = wholeOption('seed', options.seed ?? String(SEED), 0, 2 ** 32 - 1)
    const maxTokens = wholeOption('max-tokens', options['max-tokens'] ?? String(MAX_TOKENS), 1, 2 ** 20)
    const { direction, hash } = await readDirection(options.direction)
    const { axis, poles } = direction.manifest

    await using model = await loadModel(options.model, progress(process.stderr), signal, (source) =>
      checkModelOf(options.direction, direction.manifest, source),
    )
    const edit = { axis, version: 1, hash, direction, strength, mode: 'add', condition: null } as const
    const steerings = [new Steering([], scope), new Steering([edit], scope)]
    const screen = columns(process.stdout, ['plain', strengthText({ value: strength, mode: 'add' }, poles)])
    let answers: Answer[]
    try {
      answers = steerings.map((steering, column) =>
        answer(model, options.prompt, steering, {
          seed,
          maxTokens,
          signal,
          onText: (text) => screen.append(column, text),
        }),
      )
      await Promise.all(answers.map(({ done }) => done))
    } finally {
      screen.end()
    }
    const [, steered] = answers
    console.log()
    for (const line of receiptText(steered!.receipt(steered!.choices[0]!), () => poles)) console.log(printable(line))
  },
}

type AnswerOptions = { seed: number; maxTokens: number; signal: AbortSignal; onText(text: string): void }

function answer(
  model: OpenModel,
  prompt: string,
  steering: Steering,
  { seed, maxTokens, signal, onText }: AnswerOptions,
): Answer {
  const { engine, template } = model
  const id = 'attune-steer'
  const project = ''
  const generation = engine.generate({
    id,
    prompt: template.encode([{ role: 'user', content: prompt }]),
    maxTokens,
    sampling: { ...PLAIN_SAMPLING, ...SAMPLING, seed },
    stops: template.stops,
    steering,
    priority: PRIORITY.interactive,
    project,
    signal,
    onText,
  })
  return new Answer(model, id, { project, user: null }, [{ index: 0, generation, steering, reader: null }])
}
