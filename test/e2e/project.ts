/** What an end-to-end test works in: a project of its own, with the built-in axes, and clients with its key. */
import OpenAI from 'openai'
import { inject } from 'vitest'
import { createProject, seedAxes } from '../../cli/seed.ts'
import type { ChatChunk, ChatCompletion } from '../../shared/wire/chat.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import type { Steering } from '../../shared/wire/steering.ts'

// biome-ignore lint/suspicious/noExplicitAny: the shape is what a test is about
type Any = any
export type Answer = { status: number; headers: Headers; body: Any }

export type Question = Partial<Omit<OpenAI.ChatCompletionCreateParams, 'stream' | 'messages'>> & {
  content?: string
  steering?: Partial<Steering> | { strengths: Record<string, unknown> }
  repetition_penalty?: number
}

export type Streamed = { id: string; text: string; chunks: ChatChunk[]; receipt: Receipt }

export class Project {
  readonly key: string
  readonly openai: OpenAI

  constructor(key: string) {
    this.key = key
    this.openai = new OpenAI({ baseURL: `${inject('pair').url}/v1`, apiKey: key, maxRetries: 0 })
  }

  /** Anything, as it is answered. A string is sent as it is. */
  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(inject('pair').url + path, {
      method,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null }
  }

  /** A file. */
  async send(path: string, file: Uint8Array<ArrayBuffer>): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.key}`, 'content-type': 'application/octet-stream' }
    const response = await fetch(inject('pair').url + path, { method: 'POST', headers, body: file })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }

  /** The body of a chat request. */
  request({ content = 'Tell me about the sea.', ...rest }: Question = {}) {
    return {
      model: inject('pair').model.id,
      messages: [{ role: 'user' as const, content }],
      max_tokens: 24,
      seed: 1,
      temperature: 0.7,
      ...rest,
    }
  }

  /** A whole answer, by OpenAI's client. */
  async complete(question?: Question): Promise<ChatCompletion> {
    return (await this.openai.chat.completions.create(this.request(question))) as unknown as ChatCompletion
  }

  /** A streamed answer, by OpenAI's client; `onPiece` is called with how many pieces of text came, and awaited. */
  async stream(question?: Question, onPiece: (pieces: number, id: string) => unknown = () => {}): Promise<Streamed> {
    const stream = await this.openai.chat.completions.create({ ...this.request(question), stream: true })
    const chunks: ChatChunk[] = []
    let text = ''
    let pieces = 0
    for await (const chunk of stream as AsyncIterable<ChatChunk>) {
      chunks.push(chunk)
      const piece = chunk.choices[0].delta.content
      if (!piece) continue
      text += piece
      await onPiece(++pieces, chunk.id)
    }
    const { id, attune } = chunks.at(-1)!
    return { id, text, chunks, receipt: attune! }
  }
}

export async function newProject(): Promise<Project> {
  const { url, secret, model } = inject('pair')
  const key = await createProject({ url, secret, name: 'a test' })
  await seedAxes({ url, key, modelHash: model.hash })
  return new Project(key)
}
