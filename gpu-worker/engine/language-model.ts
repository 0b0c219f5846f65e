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
} from '../language/language-model.ts'
import type { AnswerTokens, TextReader } from '../language/text-reader.ts'
import type { ReadRequest, ReadVisitor } from './engine.ts'
import { EngineError } from './errors.ts'
import { FixedEdit } from './fixed-edit.ts'
import { type Generation, PRIORITY } from './generation.ts'
import { IDLE_TOKEN, type StretchOutput } from './model-runner.ts'
import type { OpenModel } from './open.ts'
import { blockNames } from './prefix-cache.ts'
import { PromptSelection } from './prompt-selection.ts'
import { PLAIN_SAMPLING } from './sampler.ts'
import { laidTogether, type Span } from './side-by-side.ts'
import { Slices } from './slices.ts'

/** Fits' generations are the worker's own: no project's id is empty. */
const OWN_PROJECT = ''
/** Where readings round otherwise than prompts do (sliding windows), what either left is not the other's. */
const READINGS = 'readings'
/** Tokens of texts side by side: the more, the more each one's attention passes over the others. */
const MOST_SIDE_BY_SIDE = 256

export class EngineLanguageModel implements LanguageModel, TextReader {
  readonly #model: OpenModel
  /** Of what readings leave in the prefix cache. */
  readonly #salt: string
  /** What the scratch row holds, unedited, from its start: readings of one prompt share its KV. */
  #scratch: number[] = []
  /** Readings take the scratch row one after another. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(model: OpenModel) {
    this.#model = model
    const hasWindows = model.config.attention.some(({ window }) => window !== null)
    this.#salt = hasWindows ? READINGS : OWN_PROJECT
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
    const prompts: number[][] = []
    const slices = new Slices()
    for (const { messages } of requests) {
      prompts.push(template.encode(messages))
      await slices.pause()
    }
    const texts = requests.map(async (request, index): Promise<Text> => {
      let text = ''
      const generation = engine.generate({
        id: `fit-${index}`,
        prompt: prompts[index]!,
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
    const scores = requests.map((): Score => ({ logProbs: new Float32Array() }))
    await this.#readTogether(requests, task, [], ({ prompt, answer }, index) => {
      const logProbs = new Float32Array(answer.length)
      scores[index] = { logProbs }
      // The last prompt token predicts the answer's first, and each answer token the next.
      return {
        seen: prompt.slice(0, -1),
        text: { ids: [...prompt.slice(-1), ...answer.slice(0, -1)], edit: requests[index]!.edit, targets: answer },
        visit(output, row, at) {
          logProbs[at] = output.logProbs[row]!
        },
      }
    })
    return scores
  }

  async activations(readings: Reading[], hooks: readonly Hook[], task: LongTask = {}): Promise<Activations[]> {
    const { hidden } = this.#model.config
    const read = new Array<Activations>(readings.length)
    await this.#readTogether(readings, task, hooks, ({ prompt, answer }, index) => {
      const means = new Map(hooks.map((hook) => [hook, new Float32Array(hidden)]))
      const norms = new Map(hooks.map((hook) => [hook, 0]))
      read[index] = { tokens: answer.length, means, norms }
      return {
        seen: prompt,
        text: { ids: answer },
        visit({ states }, row) {
          for (const [hook, mean] of means) {
            const state = states.get(hook)!.hidden.subarray(row * hidden, (row + 1) * hidden)
            norms.set(hook, norms.get(hook)! + Math.sqrt(dot(state, state)) / answer.length)
            addTo(mean, state, answer.length)
          }
        },
      }
    })
    return read
  }

  async textMeans(texts: readonly (readonly number[])[], hook: Hook, task: LongTask = {}): Promise<Float32Array[]> {
    const { tokenizer, config } = this.#model
    const { hidden } = config
    const first = tokenizer.bosId ?? tokenizer.eosId
    const means = texts.map(() => new Float32Array(hidden))
    const prepared = texts.map(
      (ids, at): Prepared => ({
        seen: first === null ? [] : [first],
        text: { ids },
        visit({ states }, row) {
          addTo(means[at]!, states.get(hook)!.hidden.subarray(row * hidden, (row + 1) * hidden), ids.length)
        },
      }),
    )
    await this.#readBehind(prepared, task, [hook])
    return means
  }

  async answers(
    readings: readonly AnswerTokens[],
    hooks: readonly Hook[],
    task: LongTask = {},
  ): Promise<(Pick<Activations, 'tokens' | 'means'> & Score)[]> {
    const { hidden } = this.#model.config
    const read = readings.map(({ answer }) => ({
      tokens: answer.length,
      means: new Map(hooks.map((hook) => [hook, new Float32Array(hidden)])),
      logProbs: new Float32Array(answer.length),
    }))
    await this.#readTogether(readings, task, hooks, ({ prompt, answer }, index) => {
      const { tokens, means, logProbs } = read[index]!
      // The last prompt token predicts the answer's first; what comes behind the answer's last is nobody's to say.
      return {
        seen: prompt.slice(0, -1),
        text: { ids: [...prompt.slice(-1), ...answer], targets: [...answer, IDLE_TOKEN] },
        visit({ states, logProbs: likely }, row, at) {
          if (at < tokens) logProbs[at] = likely[row]!
          if (at === 0) return
          for (const [hook, mean] of means) {
            addTo(mean, states.get(hook)!.hidden.subarray(row * hidden, (row + 1) * hidden), tokens)
          }
        },
      }
    })
    return read
  }

  /** The text's edit as it acts after this prompt: the last token's state is read first, unedited, if that matters. */
  async #afterPrompt(seen: readonly number[], { ids, edit }: Span): Promise<Edit | undefined> {
    if (!edit) return undefined
    const hooks = selectiveHooks(edit)
    if (hooks.size === 0) return edit
    const selection = new PromptSelection(hooks)
    const last = { ids: ids.slice(0, 1) }
    await this.#read(seen, { states: selection.hooks, texts: [last] }, ({ states }) => selection.read(states, 0))
    return selection.of(edit)
  }

  #tokens({ messages, answer }: Reading | AnswerTokens): Tokens {
    const prompt = this.#model.template.encode(messages)
    const tokens = typeof answer === 'string' ? this.#model.tokenizer.encode(answer) : [...answer]
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

  /** Reads texts behind `seen`; of which what the scratch row holds is not run again. */
  async #read(
    seen: readonly number[],
    request: Omit<ReadRequest, 'start' | 'seen'>,
    visit: ReadVisitor,
  ): Promise<void> {
    const { engine } = this.#model
    let held = 0
    while (held < Math.min(this.#scratch.length, seen.length) && this.#scratch[held] === seen[held]) held++
    this.#scratch.length = held
    // A single token would take other kernels than the rest (stretch-size.ts): the one before it is run once more.
    if (held === seen.length - 1 && held > 0) held--
    const blocks = held < seen.length ? { blocks: blockNames(this.#salt, seen) } : {}
    await engine.read({ start: held, seen: seen.slice(held), ...blocks, ...request }, visit)
    this.#scratch = [...seen]
  }

  /** Those with the same prompt together, as many as fit side by side. */
  async #readTogether(
    readings: readonly (Reading | AnswerTokens)[],
    task: LongTask,
    states: readonly Hook[],
    prepare: (tokens: Tokens, index: number) => Prepared,
  ): Promise<void> {
    let done = 0
    const slices = new Slices()
    for (const group of byPrompt(readings)) {
      const prepared: Prepared[] = []
      for (const index of group) {
        prepared.push(prepare(this.#tokens(readings[index]!), index))
        await slices.pause()
      }
      await this.#readBehind(prepared, task, states, () => task.onProgress?.(++done, readings.length))
    }
  }

  /** All behind the same, as many as fit side by side. */
  async #readBehind(
    prepared: readonly Prepared[],
    { signal }: LongTask,
    states: readonly Hook[],
    onRead: () => void = () => {},
  ): Promise<void> {
    const { seen } = prepared[0]!
    const texts = prepared.map(({ text }) => text)
    for (const places of laidTogether(texts, this.#room(seen.length))) {
      signal?.throwIfAborted()
      const together = places.map((at) => prepared[at]!)
      const turn = this.#turn.then(() => this.#readLaid(seen, together, states))
      this.#turn = turn.catch(() => {
        this.#scratch = []
      })
      await turn
      for (const _ of places) onRead()
    }
  }

  async #readLaid(seen: readonly number[], together: readonly Prepared[], states: readonly Hook[]): Promise<void> {
    const texts: Span[] = []
    for (const { text } of together) texts.push({ ...text, edit: await this.#afterPrompt(seen, text) })
    const tokens = together.flatMap(({ text, visit }) => text.ids.map((_, at) => ({ visit, at })))
    await this.#read(seen, { states, texts }, (output, from, count) => {
      for (let row = 0; row < count; row++) {
        const { visit, at } = tokens[from + row]!
        visit(output, row, at)
      }
    })
  }

  /** Tokens that texts side by side may take of the row. */
  #room(seen: number): number {
    const { settings, device } = this.#model
    // A GPU's attention takes no mask.
    return device.remote ? 0 : Math.min(MOST_SIDE_BY_SIDE, settings.context - seen)
  }
}

type Tokens = { prompt: number[]; answer: number[] }

/** A text to be read behind what is seen, and what is done with token `at` of it, the row'th of what a stretch gave. */
type Prepared = {
  seen: readonly number[]
  text: Span
  visit(output: StretchOutput, row: number, at: number): void
}

/** One state's part in the mean of `count`. */
function addTo(mean: Float32Array, state: Float32Array, count: number): void {
  for (let k = 0; k < mean.length; k++) mean[k]! += state[k]! / count
}

/** The readings' places in the list, those with the same prompt together. */
function byPrompt(readings: readonly Pick<Reading, 'messages'>[]): number[][] {
  const groups = Map.groupBy(readings.keys(), (index) => JSON.stringify(readings[index]!.messages))
  // Prompts that begin alike follow one another.
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}
