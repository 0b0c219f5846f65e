/** A text that stands alone, as tokens. */
import type { Tokenizer } from '../model/tokenizer.ts'
import type { SideThread } from './side-thread/side-thread.ts'
import { isSmall } from './side-thread/small-prompt.ts'

/** What may take long is done elsewhere: answers that run go on meanwhile. @throws ApiError 429 where too much waits there */
export async function textTokens(
  { tokenizer, side, project }: { tokenizer: Tokenizer; side: SideThread; project: string },
  text: string,
): Promise<number[]> {
  const prompt = { messages: [], tools: [], tool_choice: 'auto' as const, prompt: text }
  return isSmall(prompt) ? tokenizer.encode(text) : Array.from(await side.encode(project, text))
}
