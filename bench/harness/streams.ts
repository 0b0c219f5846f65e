/** Streamed answers over HTTP, from a worker itself (signed as the edge signs) or through the edge. */
import { newGenerationId } from '../../shared/ids.ts'
import { signRequest } from '../../shared/sign.ts'
import type { ChatChunk } from '../../shared/wire/chat.ts'

/** `system` is short where the prompt should be. */
export type Question = { model: string; system?: string; content: string; maxTokens: number }
export type OnChunk = (chunk: ChatChunk) => void

export async function streamFromWorker(
  worker: { url: string; secret: string },
  question: Question,
  onChunk: OnChunk,
): Promise<void> {
  const path = '/v1/generate'
  const body = JSON.stringify({
    id: newGenerationId('bench'),
    project: 'bench',
    model: question.model,
    messages: messagesOf(question),
    max_tokens: question.maxTokens,
    sampling: { temperature: 0 },
  })
  const headers = await signRequest(worker.secret, { method: 'POST', path, body })
  await readStream(
    await fetch(worker.url + path, { method: 'POST', headers: { ...headers, ...JSON_BODY }, body }),
    onChunk,
  )
}

export async function streamFromEdge(
  edge: { url: string; apiKey: string },
  question: Question,
  onChunk: OnChunk,
): Promise<void> {
  const response = await fetch(`${edge.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${edge.apiKey}`, ...JSON_BODY },
    body: JSON.stringify({
      model: question.model,
      messages: messagesOf(question),
      max_tokens: question.maxTokens,
      temperature: 0,
      stream: true,
      user: 'bench',
    }),
  })
  await readStream(response, onChunk)
}

const messagesOf = ({ system, content }: Question) => [
  ...(system === undefined ? [] : [{ role: 'system', content: system }]),
  { role: 'user', content },
]

const JSON_BODY = { 'content-type': 'application/json' }

/** Calls `onChunk` as each event arrives. @throws Error for an answer that is none, or that ends too early. */
export async function readStream(response: Response, onChunk: OnChunk): Promise<void> {
  if (!response.ok) throw new Error(`status ${response.status}: ${await response.text()}`)
  let held = ''
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const events = (held + text).split('\n\n')
    held = events.pop()!
    for (const event of events) {
      if (!event.startsWith('data: ')) continue
      const data = event.slice('data: '.length)
      if (data === '[DONE]') return
      const chunk = JSON.parse(data)
      if (chunk.error) throw new Error(`the answer failed: ${chunk.error.message}`)
      onChunk(chunk)
    }
  }
  throw new Error('the stream ended before its end')
}
