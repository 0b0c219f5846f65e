/** The engine as fitting sees it: text, scores and hidden states, at the lowest priority. */

import { dot, type Edit } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import { selectiveHooks } from '../../shared/steering/selection.ts'
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
import { logProbability } from '../model/distribution.ts'
import type { ReadRequest, ReadVisitor } from './engine.ts'
import { EngineError } from './errors.ts'
import { FixedEdit } from './fixed-edit.ts'
import { type Generation, PRIORITY } from './generation.ts'
import type { OpenModel } from './open.ts'
import { blockNames } from './prefix-cache.ts'
import { PromptSelection } from './prompt-selection.ts'
import { PLAIN_SAMPLING } from './sampler.ts'

/** Fits' generations are the worker's own: no project's id is empty. */
const OWN_PROJECT = ''

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
      readingForm: settings.prefill,
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
        stops: template.stops,
        steering: request.edit ? new FixedEdit(request.edit) : null,
        priority: PRIORITY.background,
        project: OWN_PROJECT,
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
      const edit = await this.#afterPrompt(prompt, request.edit)
      await this.#read(prompt.slice(0, -1), inputs, { edit, logits: 'all' }, (output, from) => {
        const V = this.#model.config.vocabulary
        for (let i = 0; i < output.logits.length / V; i++) {
          logProbs[from + i] = logProbability(output.logits.subarray(i * V, (i + 1) * V), answer[from + i]!)
        }
      })
      return { logProbs }
    })
  }

  async activations(readings: Reading[], hooks: readonly Hook[], task: LongTask = {}): Promise<Activations[]> {
    const { hidden } = this.#model.config
    return this.#inPromptOrder(readings, task, async (reading) => {
      const { prompt, answer } = this.#tokens(reading)
      const means = new Map(hooks.map((hook) => [hook, new Float32Array(hidden)]))
      const norms = new Map(hooks.map((hook) => [hook, 0]))
      await this.#read(prompt, answer, { states: [...hooks] }, (output) => {
        for (const [hook, mean] of means) {
          const states = output.states.get(hook)!.hidden
          let norm = 0
          for (let at = 0; at < states.length; at += hidden) {
            const state = states.subarray(at, at + hidden)
            norm += Math.sqrt(dot(state, state)) / answer.length
            for (let k = 0; k < hidden; k++) mean[k]! += state[k]! / answer.length
          }
          norms.set(hook, norms.get(hook)! + norm)
        }
      })
      return { tokens: answer.length, means, norms }
    })
  }

  /** The edit as it acts after this prompt: the last token's state is read first, unedited, if that matters. */
  async #afterPrompt(prompt: readonly number[], edit: Edit | undefined): Promise<Edit | undefined> {
    if (!edit) return edit
    const hooks = selectiveHooks(edit)
    if (hooks.size === 0) return edit
    const selection = new PromptSelection(hooks)
    await this.#read(prompt.slice(0, -1), prompt.slice(-1), { states: selection.hooks }, ({ states }) =>
      selection.read(states, 0),
    )
    return selection.of(edit)
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

  /** Reads `tokens` after `prefix`; of which what the scratch row holds is not run again. */
  async #read(
    prefix: readonly number[],
    tokens: readonly number[],
    want: Omit<ReadRequest, 'start' | 'ids'>,
    visit: ReadVisitor,
  ): Promise<void> {
    const { engine } = this.#model
    let held = 0
    while (held < Math.min(this.#scratch.length, prefix.length) && this.#scratch[held] === prefix[held]) held++
    this.#scratch.length = held
    // A single token would take other kernels than the rest (stretch-size.ts): the one before it is run once more.
    if (held === prefix.length - 1 && held > 0) held--
    if (held < prefix.length) {
      const blocks = blockNames(OWN_PROJECT, prefix)
      await engine.read({ start: held, ids: prefix.slice(held), blocks })
    }
    this.#scratch = [...prefix]
    await engine.read({ start: prefix.length, ids: tokens, ...want }, visit)
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
