/** An answer's pieces → the events of OpenAI's responses API, in its order, and the response that they add up to. */
import { generationIdOf } from '../../shared/ids.ts'
import type { Usage } from '../../shared/wire/chat.ts'
import type {
  OutputCall,
  OutputItem,
  OutputMessage,
  OutputText,
  ResponseEvent,
  ResponseFacts,
  ResponseObject,
} from '../wire/responses/response.ts'
import { type Ending, isEnding, type Piece, type PieceOfText } from './piece.ts'

/** An event that is not numbered yet. */
type Said = ResponseEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'sequence_number'> : never) : never

/** What a stream may have told of an answer before what was kept of it broke off; far more than it can have. */
const GAP = 1_000_000

export class ResponseWriter {
  readonly #facts: ResponseFacts
  readonly #output: OutputItem[] = []
  readonly #withLogprobs: boolean
  #state: Pick<ResponseObject, 'status' | 'completed_at' | 'error' | 'incomplete_details' | 'usage' | 'attune'>
  #isCut = false
  #sequence = 0

  /** @param withLogprobs whether they were asked for */
  constructor(facts: ResponseFacts, withLogprobs: boolean) {
    this.#facts = facts
    this.#withLogprobs = withLogprobs
    this.#state = {
      status: facts.background ? 'queued' : 'in_progress',
      completed_at: null,
      error: null,
      incomplete_details: null,
      usage: null,
      attune: { generation: generationIdOf(facts.id) },
    }
  }

  /** As it stands. */
  get response(): ResponseObject {
    return structuredClone({ ...this.#facts, ...this.#state, output: this.#output })
  }

  /** What every answer begins with. */
  begin(): ResponseEvent[] {
    const second = this.#facts.background ? 'response.queued' : 'response.in_progress'
    return this.#numbered([
      { type: 'response.created', response: this.response },
      { type: second, response: this.response },
    ])
  }

  take(piece: Piece): ResponseEvent[] {
    if (isEnding(piece)) return this.#end(piece)
    if ('usage' in piece) {
      this.#state.usage = toUsage(piece.usage)
      return []
    }
    return this.#numbered([...this.#started(), ...this.#add(piece)])
  }

  #started(): Said[] {
    if (this.#state.status !== 'queued') return []
    this.#state.status = 'in_progress'
    return [{ type: 'response.in_progress', response: this.response }]
  }

  #add({ choice: { delta, logprobs, finish_reason }, attune }: PieceOfText): Said[] {
    if (attune) this.#state.attune = attune
    if (finish_reason === 'length') this.#isCut = true
    const said: Said[] = []
    const scored = logprobs?.content ?? []
    if (delta.content || (scored.length && this.#isInText)) said.push(...this.#addText(delta.content ?? '', scored))
    for (const call of delta.tool_calls ?? []) said.push(...this.#addCall(call))
    return said
  }

  /** What ends a text may have no words. */
  get #isInText(): boolean {
    const last = this.#output.at(-1)
    return last?.type === 'message' && last.status === 'in_progress'
  }

  #addText(delta: string, scored: NonNullable<OutputText['logprobs']>): Said[] {
    const { said, item } = this.#openMessage()
    const [part] = item.content as [OutputText]
    part.text += delta
    if (this.#withLogprobs) part.logprobs!.push(...scored)
    const at = { ...this.#place(item), content_index: 0 as const }
    return [...said, { type: 'response.output_text.delta', ...at, delta, logprobs: this.#withLogprobs ? scored : [] }]
  }

  #addCall({
    id,
    function: { name, arguments: more = '' },
  }: {
    id?: string
    function: { name?: string; arguments?: string }
  }) {
    const said: Said[] = []
    if (id !== undefined) {
      said.push(...this.#close('completed'))
      const item: OutputCall = {
        type: 'function_call',
        id: this.#idOf('fc'),
        status: 'in_progress',
        call_id: id,
        name: name!,
        arguments: '',
      }
      said.push(this.#added(item))
    }
    const item = this.#output.at(-1) as OutputCall
    item.arguments += more
    if (more) said.push({ type: 'response.function_call_arguments.delta', ...this.#place(item), delta: more })
    return said
  }

  /** The message that is written; a new one where there is none. */
  #openMessage(): { said: Said[]; item: OutputMessage } {
    const last = this.#output.at(-1)
    if (this.#isInText) return { said: [], item: last as OutputMessage }
    const said = this.#close('completed')
    const item: OutputMessage = {
      type: 'message',
      id: this.#idOf('msg'),
      status: 'in_progress',
      role: 'assistant',
      content: [],
    }
    said.push(this.#added(item))
    const part: OutputText = {
      type: 'output_text',
      text: '',
      annotations: [],
      ...(this.#withLogprobs && { logprobs: [] }),
    }
    item.content.push(part)
    const at = { ...this.#place(item), content_index: 0 as const }
    said.push({ type: 'response.content_part.added', ...at, part: structuredClone(part) })
    return { said, item }
  }

  #added(item: OutputItem): Said {
    this.#output.push(item)
    return {
      type: 'response.output_item.added',
      output_index: this.#output.length - 1,
      item: structuredClone(item),
    }
  }

  /** Ends the item that is written. */
  #close(status: 'completed' | 'incomplete'): Said[] {
    const item = this.#output.at(-1)
    if (item?.status !== 'in_progress') return []
    item.status = status
    const at = this.#place(item)
    const said: Said[] = []
    if (item.type === 'message') {
      const [part] = item.content as [OutputText]
      const inPart = { ...at, content_index: 0 as const }
      said.push({ type: 'response.output_text.done', ...inPart, text: part.text, logprobs: part.logprobs ?? [] })
      said.push({ type: 'response.content_part.done', ...inPart, part: structuredClone(part) })
    } else {
      const { name, arguments: all } = item
      said.push({ type: 'response.function_call_arguments.done', ...at, name, arguments: all })
    }
    const { output_index } = at
    return [...said, { type: 'response.output_item.done', output_index, item: structuredClone(item) }]
  }

  #end({ end, at, error, attune, usage, isBroken }: Ending): ResponseEvent[] {
    if (isBroken) this.#sequence += GAP
    const isWhole = end === 'done' && !this.#isCut
    const said = this.#started()
    // An answer of no words is one all the same.
    if (end === 'done' && this.#output.length === 0) said.push(...this.#openMessage().said)
    said.push(...this.#close(isWhole ? 'completed' : 'incomplete'))
    const state = this.#state
    state.status = end === 'done' ? (this.#isCut ? 'incomplete' : 'completed') : end
    if (isWhole) state.completed_at = at
    if (end === 'done' && this.#isCut) state.incomplete_details = { reason: 'max_output_tokens' }
    if (error) state.error = { code: 'server_error', message: error.message, type: error.code }
    if (attune) state.attune = attune
    if (usage) state.usage = toUsage(usage)
    // There is no event for an answer that was cancelled: it is one that is not complete.
    const last = isWhole ? 'completed' : end === 'failed' ? 'failed' : 'incomplete'
    return this.#numbered([...said, { type: `response.${last}`, response: this.response }])
  }

  /** The same whenever the pieces are read again. */
  #idOf(prefix: 'msg' | 'fc'): string {
    return `${prefix}_${this.#facts.id.slice('resp_'.length)}_${this.#output.length}`
  }

  #place(item: OutputItem) {
    return { item_id: item.id, output_index: this.#output.indexOf(item) }
  }

  #numbered(said: readonly Said[]): ResponseEvent[] {
    return said.map((event) => ({ ...event, sequence_number: this.#sequence++ }) as ResponseEvent)
  }
}

const toUsage = (usage: Usage): NonNullable<ResponseObject['usage']> => ({
  input_tokens: usage.prompt_tokens,
  input_tokens_details: { cached_tokens: usage.prompt_tokens_details.cached_tokens, cache_write_tokens: 0 },
  output_tokens: usage.completion_tokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: usage.total_tokens,
})
