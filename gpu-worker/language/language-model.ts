/**
 * All that fits and evaluations know of a model: text, scores and hidden states. The engine implements it (engine/language-model.ts);
 * tests implement it with a few lines of arithmetic.
 */
import type { Edit } from '../../shared/steering/edit.ts'
import type { Hook } from '../../shared/steering/hook.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'

export type ModelFacts = {
  /** SHA-256 of the source file. */
  hash: string
  name: string
  architecture: string
  hiddenSize: number
  layers: number
  /** Of the weights that write; and of those that read prompts and answers. */
  weightForm: string
  readingForm: string
  /** Tokens of prompt and answer together that fit. */
  context: number
}

export type LongTask = { signal?: AbortSignal; onProgress?: (done: number, total: number) => void }

export type TextRequest = {
  messages: ChatMessage[]
  maxTokens: number
  temperature: number
  topP: number
  repetitionPenalty: number
  seed: number
  /** Applied to every generated token's state (scope `generated`). */
  edit?: Edit
}
export type Text = { text: string; tokens: number; finish: 'stop' | 'length' }

/** An answer given, read under a prompt. */
export type Reading = { messages: ChatMessage[]; answer: string }

/** Scores edit the states that predict the answer's tokens: the last prompt token's too (scope `answer`). */
export type ScoreRequest = Reading & { edit?: Edit }

/** log p(token | before) of each of the answer's tokens, natural logarithm. */
export type Score = { logProbs: Float32Array }

export type Activations = {
  tokens: number
  /** Mean over the answer's tokens of what lies at each hook asked for, [H]. */
  means: Map<Hook, Float32Array>
  /** Mean over the answer's tokens of that state's Euclidean norm. */
  norms: Map<Hook, number>
}

export interface LanguageModel {
  readonly facts: ModelFacts
  /** Sampled answers, batched; equal seeds give equal texts whatever else is in the batch. */
  generate(requests: TextRequest[], task?: LongTask): Promise<Text[]>
  score(requests: ScoreRequest[], task?: LongTask): Promise<Score[]>
  /** Unedited hidden states of the answer's tokens at these hooks, from one pass, with the prompt in context. */
  activations(readings: Reading[], hooks: readonly Hook[], task?: LongTask): Promise<Activations[]>
}
