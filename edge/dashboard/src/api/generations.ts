/** Answers that are streamed and steered while they run. */
import type { ChatChunk, ChatRequest } from '../../../../shared/wire/chat.ts'
import type { GenerationState } from '../../../../shared/wire/generate.ts'
import type { LiveChange } from '../../../../shared/wire/steering.ts'
import type { Api } from './client.ts'

type Change = Pick<LiveChange, 'strengths'> & Partial<LiveChange>

/** Aborting the signal stops the generation. */
export const streamChat = (
  api: Api,
  request: Omit<ChatRequest, 'stream'>,
  signal: AbortSignal,
): AsyncGenerator<ChatChunk> => {
  const body = { ...request, stream: true, stream_options: { include_usage: true } }
  return api.stream('post', '/v1/chat/completions', { body, signal }) as AsyncGenerator<ChatChunk>
}

export const changeGeneration = (api: Api, id: string, body: Change) =>
  api.patch('/v1/generations/{id}', { path: { id }, body }) as Promise<GenerationState>

/** Stops a generation and tells what it had become. */
export const cancelGeneration = (api: Api, id: string) =>
  api.delete('/v1/generations/{id}', { path: { id } }) as Promise<GenerationState>
