/**
 * What an answer consists of: what its worker said, piece by piece, and how it ended. This is what is kept; everything that
 * an API tells of an answer is made of its pieces, again and again the same.
 */
import type { ErrorBody } from '../../shared/errors.ts'
import type { ChatChunk, Usage } from '../../shared/wire/chat.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'
import { readEvents } from '../fleet/events.ts'

export type PieceOfText = { choice: ChatChunk['choices'][number]; attune?: Receipt }
export type PieceOfUsage = { usage: Usage }
export type Ending = {
  end: 'done' | 'failed' | 'cancelled'
  /** Unix seconds. */
  at: number
  /** Why it failed. */
  error?: { code: string; message: string }
  /** Of one that was cancelled, as far as the worker told. */
  attune?: Receipt
  usage?: Usage
  /** What was told last may not have been kept. */
  isBroken?: true
}
export type Piece = PieceOfText | PieceOfUsage | Ending

export const isEnding = (piece: Piece): piece is Ending => 'end' in piece

/** The worker's word for what was ended on request. */
const CANCELLED = 'generation_cancelled'

const seconds = () => Math.floor(Date.now() / 1000)

export const failed = ({ code, message }: { code: string | null; message: string }): Ending => ({
  end: 'failed',
  at: seconds(),
  error: { code: code ?? 'worker_error', message },
})

export const cancelled = (told: Pick<Ending, 'attune' | 'usage'>): Ending => ({
  end: 'cancelled',
  at: seconds(),
  ...told,
})

/**
 * The pieces of a worker's stream, the last of which is an ending, whatever happens; null where the worker only says that
 * it is still there. Left early, it gives up the stream, and with it the generation.
 * @param lost what to say where the worker goes
 */
export async function* piecesOf(
  body: ReadableStream<Uint8Array>,
  lost: (cause: unknown) => { code: string; message: string },
): AsyncGenerator<Piece | null> {
  try {
    for await (const data of readEvents(body)) {
      if (data === null) yield null
      else if (data === '[DONE]') return yield { end: 'done', at: seconds() }
      else {
        const said = JSON.parse(data) as ChatChunk | ErrorBody
        if ('error' in said) return yield said.error.code === CANCELLED ? cancelled({}) : failed(said.error)
        const { choices, attune, usage } = said
        for (const choice of choices) yield { choice, ...(attune && { attune }) }
        if (usage) yield { usage }
      }
    }
    yield failed(lost(new Error('its stream ended too soon')))
  } catch (cause) {
    yield failed(lost(cause))
  }
}
