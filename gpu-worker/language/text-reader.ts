/** What embeddings need of a model: its states over texts that stand alone, in no chat. The engine implements it. */
import type { Hook } from '../../shared/steering/hook.ts'
import type { LongTask } from './language-model.ts'

export interface TextReader {
  /**
   * Mean over each text's tokens of the unedited state at a hook, [H]. Each is read behind the token that texts begin with,
   * which is not counted: whatever stands first draws attention, and its state is far larger than all others.
   */
  textMeans(texts: readonly (readonly number[])[], hook: Hook, task?: LongTask): Promise<Float32Array[]>
}
