/** What embeddings and leans need of a model: its states over texts that are given. The engine implements it. */
import type { Hook } from '../../shared/steering/hook.ts'
import type { ChatMessage } from '../../shared/wire/chat.ts'
import type { Activations, LongTask, Score } from './language-model.ts'

/** An answer's tokens, behind a prompt; one at least. */
export type AnswerTokens = { messages: ChatMessage[]; answer: readonly number[] }

export interface TextReader {
  /**
   * Mean over each text's tokens of the unedited state at a hook, [H]. Each is read behind the token that texts begin with,
   * which is not counted: whatever stands first draws attention, and its state is far larger than all others.
   */
  textMeans(texts: readonly (readonly number[])[], hook: Hook, task?: LongTask): Promise<Float32Array[]>
  /** What a model makes of answers that are given: unedited states and the likelihood of each token, from one pass. */
  answers(
    readings: readonly AnswerTokens[],
    hooks: readonly Hook[],
    task?: LongTask,
  ): Promise<(Pick<Activations, 'tokens' | 'means'> & Score)[]>
}
