import { Template } from '@huggingface/jinja'
import { ApiError } from '../../shared/errors.ts'
import { ExactValues } from './exact-values.ts'
import { FEW_SHOT_STOPS, FEW_SHOT_TEMPLATE } from './few-shot-chat.ts'
import type { TextPart, Tokenizer } from './tokenizer.ts'
import { type ToolSyntax, toolSyntaxOf } from './tool-syntax.ts'

export type ChatTemplateMessage = {
  role: string
  content: string
  /** Calls that the assistant made, their arguments as values, exactly; where they are none, having been cut, as text. */
  tool_calls?: readonly {
    id: string
    type: 'function'
    function: { name: string; arguments: Record<string, unknown> | string }
  }[]
  /** Of a tool's message: the call that it answers. */
  tool_call_id?: string
  /** Who speaks; of a tool's message, the function's name. */
  name?: string
}

export type ChatTemplateOptions = {
  /** Whether the text ends where the assistant begins to speak. True by default. */
  addGenerationPrompt?: boolean
  /** What the model may call, as OpenAI's API describes it. Only a template with `toolSyntax` shows them. */
  tools?: readonly unknown[]
}

export type ChatTemplate = {
  /** The chat as the text that the model was trained on. */
  render(messages: readonly ChatTemplateMessage[], options?: ChatTemplateOptions): string
  /**
   * The tokens of `render`, with the BOS token if the model wants one. The template's own control tokens are
   * recognised; what looks like one inside a message is plain text.
   */
  encode(messages: readonly ChatTemplateMessage[], options?: ChatTemplateOptions): number[]
  /** How the model writes tool calls; null where its template has no tools, or another way than those known. */
  readonly toolSyntax: ToolSyntax | null
  /** What ends an answer besides the model's own tokens: the texts with which another turn begins. */
  readonly stops: readonly string[]
}

/**
 * A model's chat template (Jinja). A model without one, as base models are, gets a plain one that shows it by examples
 * what an answer is (few-shot-chat.ts).
 *
 * @throws Error when the template cannot be parsed. Rendering throws ApiError 400 when the template refuses the messages.
 */
export function createChatTemplate(source: string | null, tokenizer: Tokenizer): ChatTemplate {
  const template = parse(source ?? FEW_SHOT_TEMPLATE)
  const textOf = (id: number | null) => (id === null ? '' : tokenizer.text(id))
  const tokens = { bos_token: textOf(tokenizer.bosId), eos_token: textOf(tokenizer.eosId) }

  const render = (
    messages: readonly ChatTemplateMessage[],
    { addGenerationPrompt = true, tools = [] }: ChatTemplateOptions = {},
  ) => {
    const exact = new ExactValues()
    try {
      const rendered = template.render({
        ...tokens,
        messages: messages.map((message) => withExactArguments(message, exact)),
        add_generation_prompt: addGenerationPrompt,
        ...(tools.length > 0 && { tools: tools.map((tool) => exact.of(tool)) }),
      })
      return exact.fill(rendered)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new ApiError(
        400,
        'chat_template_refused',
        `The model's chat template does not accept these messages: ${reason}`,
        {
          param: 'messages',
          cause: error,
        },
      )
    }
  }

  const encode = (messages: readonly ChatTemplateMessage[], options: ChatTemplateOptions = {}): number[] => {
    for (const { role, name, tool_calls } of messages) {
      refuseControl(tokenizer, role, 'A role', 'messages')
      if (name) refuseControl(tokenizer, name, 'A name', 'messages')
      if (tool_calls) refuseControl(tokenizer, JSON.stringify(tool_calls), 'A tool call', 'messages')
    }
    if (options.tools) refuseControl(tokenizer, JSON.stringify(options.tools), 'A tool', 'tools')
    const rendered = render(messages, options)
    const masked = render(messages.map(maskContent), options)
    const parts = unmask(masked, messages)
    const ids =
      parts.map((part) => part.text).join('') === rendered
        ? tokenizer.encodeParts(parts)
        : encodeRewritten(tokenizer, rendered, masked)
    return tokenizer.addBos && ids[0] !== tokenizer.bosId ? [tokenizer.bosId!, ...ids] : ids
  }

  return {
    render,
    encode,
    toolSyntax: source === null ? null : toolSyntaxOf(source),
    stops: source === null ? FEW_SHOT_STOPS : [],
  }
}

function parse(source: string): Template {
  try {
    return new Template(source)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the model's chat template cannot be used: ${reason}`, { cause: error })
  }
}

function withExactArguments(message: ChatTemplateMessage, exact: ExactValues): ChatTemplateMessage {
  if (!message.tool_calls) return message
  const tool_calls = message.tool_calls.map((call) => {
    const { name, arguments: given } = call.function
    const shown = typeof given === 'string' ? exact.verbatim(given) : (exact.of(given) as Record<string, unknown>)
    return { ...call, function: { name, arguments: shown } }
  })
  return { ...message, tool_calls }
}

/**
 * Which part of a rendered text is the template's and which is a message's shows when the chat is rendered once more
 * with a mask in place of each content. The spaces around a content stay, so that a template that trims contents does
 * so. A mask is of the private use area of Unicode: no template has a meaning for it, and none trims it.
 */
const MASK = /\uE000(\d+)\uE001/

function maskContent({ content, ...rest }: ChatTemplateMessage, index: number): ChatTemplateMessage {
  const core = content.trim()
  return { ...rest, content: core === '' ? content : content.replace(core, () => `\uE000${index}\uE001`) }
}

/** The text with its contents back, in parts by where they come from. */
const unmask = (masked: string, messages: readonly ChatTemplateMessage[]): TextPart[] =>
  masked
    .split(MASK)
    .map((piece, i) =>
      i % 2 === 0
        ? { text: piece, special: true }
        : { text: messages[Number(piece)]?.content.trim() ?? '', special: false },
    )

/**
 * For a template that does more with contents than print them, so that the masks do not lead back to the same text.
 * Its control tokens must then be the ones that it prints without the contents.
 */
function encodeRewritten(tokenizer: Tokenizer, rendered: string, masked: string): number[] {
  const ids = tokenizer.encode(rendered, { special: true })
  const found = ids.filter(tokenizer.isSpecial)
  const own = tokenizer.encode(masked, { special: true }).filter(tokenizer.isSpecial)
  const foreign = found.find((id, i) => id !== own[i])
  if (foreign === undefined && found.length === own.length) return ids
  const named = foreign === undefined ? '' : ` such as ${tokenizer.text(foreign)}`
  throw new ApiError(400, 'control_token', `With this model, messages must not contain control tokens${named}.`, {
    param: 'messages',
  })
}

/** Of what is printed as it is, and so would be read as the template's own. */
function refuseControl(tokenizer: Tokenizer, text: string, what: string, param: string): void {
  const control = tokenizer.encode(text, { special: true }).find(tokenizer.isSpecial)
  if (control === undefined) return
  const message = `${what} must not contain the control token ${tokenizer.text(control)}.`
  throw new ApiError(400, 'control_token', message, { param })
}
