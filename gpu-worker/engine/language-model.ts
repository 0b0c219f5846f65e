/** The engine as fitting sees it: text, scores and hidden states, at the lowest priority. */

import { dot } from '../../shared/steering/edit.ts'
import { hookAt } from '../../shared/steering/hook.ts'
import type {
  Activations,
  LanguageModel,
  LongTask,
  ModelFacts,
  Reading,
  Score,
  ScoreRequest,
  Text,
  TextRequest,
} from '../fitting/language-model.ts'
import { EngineError } from './errors.ts'
import { FixedEdit, type Generation, PRIORITY } from './generation.ts'
import { STRETCH, type StretchOutput, type StretchRequest } from './model-runner.ts'
import type { OpenModel } from './open.ts'
import { PLAIN_SAMPLING } from './sampler.ts'

export class EngineLanguageModel implements LanguageModel {
  readonly #model: OpenModel
  /** What the scratch row holds, unedited, from its start: readings of one prompt share its KV. */
  #scratch: number[] = []
  /** Readings take the scratch row one after another. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(model: OpenModel) {
    this.#model = model
  }

  get facts(): ModelFacts {
    const { source, config, settings } = this.#model
    return {
      hash: source.sha256,
      name: source.id,
      architecture: config.architecture,
      hiddenSize: config.hidden,
      layers: config.layers,
      weightForm: settings.form,
      context: settings.context,
    }
  }

  async generate(requests: TextRequest[], task: LongTask = {}): Promise<Text[]> {
    const { engine, template } = this.#model
    let done = 0
    const running: Generation[] = []
    const texts = requests.map(async (request, index): Promise<Text> => {
      let text = ''
      const generation = engine.generate({
        id: `fit-${index}`,
        prompt: template.encode(request.messages),
        maxTokens: request.maxTokens,
        sampling: {
          ...PLAIN_SAMPLING,
          temperature: request.temperature,
          top_p: request.topP,
          repetition_penalty: request.repetitionPenalty,
          seed: request.seed,
        },
        stops: [],
        steering: request.edit ? new FixedEdit(request.edit) : null,
        priority: PRIORITY.background,
        signal: task.signal,
        onText: (more) => {
          text += more
        },
      })
      running.push(generation)
      await generation.done
      task.onProgress?.(++done, requests.length)
      return { text, tokens: generation.output.length, finish: generation.finishReason! }
    })
    try {
      return await Promise.all(texts)
    } catch (problem) {
      for (const generation of running) generation.cancel()
      throw problem
    }
  }

  async score(requests: ScoreRequest[], task: LongTask = {}): Promise<Score[]> {
    return this.#inPromptOrder(requests, task, async (request) => {
      const { prompt, answer } = this.#tokens(request)
      const logProbs = new Float32Array(answer.length)
      // The last prompt token predicts the answer's first, and each answer token the next.
      const inputs = [prompt[prompt.length - 1]!, ...answer.slice(0, -1)]
      await this.#read(prompt.slice(0, -1), inputs, { edit: request.edit, logits: 'all' }, (output, from, count) => {
        const V = this.#model.config.vocabulary
        for (let i = 0; i < count; i++) {
          logProbs[from + i] = logProbability(output.logits.subarray(i * V, (i + 1) * V), answer[from + i]!)
        }
      })
      return { logProbs }
    })
  }

  async activations(readings: Reading[], task: LongTask = {}): Promise<Activations[]> {
    const { layers, hidden } = this.#model.config
    return this.#inPromptOrder(readings, task, async (reading) => {
      const { prompt, answer } = this.#tokens(reading)
      const means = Array.from({ length: layers }, () => new Float32Array(hidden))
      const norms = new Float32Array(layers)
      const hooks = Array.from({ length: layers }, (_, l) => hookAt('residual', l))
      await this.#read(prompt, answer, { states: hooks }, (output, _from, count) => {
        for (let l = 0; l < layers; l++) {
          for (let i = 0; i < count; i++) {
            const state = output.states.get(hooks[l]!)!.hidden.subarray(i * hidden, (i + 1) * hidden)
            norms[l]! += Math.sqrt(dot(state, state)) / answer.length
            for (let k = 0; k < hidden; k++) means[l]![k]! += state[k]! / answer.length
          }
        }
      })
      return { tokens: answer.length, means, norms }
    })
  }

  #tokens({ messages, answer }: Reading): { prompt: number[]; answer: number[] } {
    const prompt = this.#model.template.encode(messages)
    const tokens = this.#model.tokenizer.encode(answer)
    const { context } = this.#model.settings
    if (tokens.length === 0) throw new EngineError('failed', 'an answer to be read has at least one token')
    if (prompt.length + tokens.length > context) {
      const length = prompt.length + tokens.length
      throw new EngineError('context_too_long', `prompt and answer have ${length} tokens; ${context} fit`, {
        tokens: length,
        max: context,
      })
    }
    return { prompt, answer: tokens }
  }

  /** Reads `tokens` after `prefix`, stretch by stretch; the prefix is not run again if the scratch row holds it. */
  async #read(
    prefix: readonly number[],
    tokens: readonly number[],
    want: Pick<StretchRequest, 'edit' | 'logits' | 'states'>,
    visit: (output: StretchOutput, from: number, count: number) => void,
  ): Promise<void> {
    const { engine } = this.#model
    let held = 0
    while (held < Math.min(this.#scratch.length, prefix.length) && this.#scratch[held] === prefix[held]) held++
    this.#scratch.length = held
    // Stretches begin at multiples of STRETCH, so that a state does not depend on what was read before.
    let start = held === prefix.length ? held : held - (held % STRETCH)
    for (; start < prefix.length; start += STRETCH) {
      await engine.read({ start, ids: prefix.slice(start, start + STRETCH) })
    }
    this.#scratch = [...prefix]
    for (let from = 0; from < tokens.length; from += STRETCH) {
      const ids = tokens.slice(from, from + STRETCH)
      visit(await engine.read({ start: prefix.length + from, ids, ...want }), from, ids.length)
    }
  }

  /** One after another, those with the same prompt together; results in the order asked. */
  async #inPromptOrder<Item extends Reading, Result>(
    items: Item[],
    task: LongTask,
    read: (item: Item) => Promise<Result>,
  ): Promise<Result[]> {
    const results = new Array<Result>(items.length)
    const order = items.map((item, index) => ({ key: JSON.stringify(item.messages), index }))
    order.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index))
    let done = 0
    for (const { index } of order) {
      task.signal?.throwIfAborted()
      const turn = this.#turn.then(() => read(items[index]!))
      this.#turn = turn.catch(() => {
        this.#scratch = []
      })
      results[index] = await turn
      task.onProgress?.(++done, items.length)
    }
    return results
  }
}

/** log softmax(logits)[id], natural logarithm. */
function logProbability(logits: Float32Array, id: number): number {
  let peak = Number.NEGATIVE_INFINITY
  for (const logit of logits) if (logit > peak) peak = logit
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - peak)
  return logits[id]! - peak - Math.log(sum)
}
