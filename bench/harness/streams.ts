/** Streamed answers over HTTP, from a worker itself (signed as the edge signs) or through the edge. */
import { newGenerationId } from '../../shared/ids.ts'
import { signRequest } from '../../shared/sign.ts'
import type { ChatChunk } from '../../shared/wire/chat.ts'

export type Question = { model: string; content: string; maxTokens: number }
export type OnChunk = (chunk: ChatChunk) => void

export async function streamFromWorker(
  worker: { url: string; secret: string },
  { model, content, maxTokens }: Question,
  onChunk: OnChunk,
): Promise<void> {
  const path = '/v1/generate'
  const body = JSON.stringify({
    id: newGenerationId('bench'),
    project: 'bench',
    model,
    messages: [{ role: 'user', content }],
    max_tokens: maxTokens,
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
  { model, content, maxTokens }: Question,
  onChunk: OnChunk,
): Promise<void> {
  const response = await fetch(`${edge.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${edge.apiKey}`, ...JSON_BODY },
    body: JSON.stringify({
      model,
      messages: [{ role: 'user', content }],
      max_tokens: maxTokens,
      temperature: 0,
      stream: true,
    }),
  })
  await readStream(response, onChunk)
}

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
