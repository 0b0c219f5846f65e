import { Template } from '@huggingface/jinja'
import { ApiError } from '../../shared/errors.ts'
import type { MetadataValue } from './gguf.ts'
import type { TextPart, Tokenizer } from './tokenizer.ts'

export type ChatTemplateMessage = { role: string; content: string }

export type ChatTemplateOptions = {
  /** Whether the text ends where the assistant begins to speak. True by default. */
  addGenerationPrompt?: boolean
}

export type ChatTemplate = {
  /** The chat as the text that the model was trained on. */
  render(messages: readonly ChatTemplateMessage[], options?: ChatTemplateOptions): string
  /**
   * The tokens of `render`, with the BOS token if the model wants one. The template's own control tokens are
   * recognised; what looks like one inside a message is plain text.
   */
  encode(messages: readonly ChatTemplateMessage[], options?: ChatTemplateOptions): number[]
}

/**
 * The chat template that a GGUF file carries (`tokenizer.chat_template`, Jinja). A model without one gets a plain form:
 * each message as a line 'role: content', and the line 'assistant:' where the assistant begins.
 *
 * @throws Error when the template cannot be parsed. Rendering throws ApiError 400 when the template refuses the messages.
 */
export function createChatTemplate(
  metadata: Readonly<Record<string, MetadataValue>>,
  tokenizer: Tokenizer,
): ChatTemplate {
  const source = metadata['tokenizer.chat_template'] ?? PLAIN_TEMPLATE
  if (typeof source !== 'string') throw new Error("'tokenizer.chat_template' is not a string")
  const template = parse(source)
  const textOf = (key: string) => (typeof metadata[key] === 'number' ? tokenizer.text(metadata[key]) : '')
  const tokens = {
    bos_token: textOf('tokenizer.ggml.bos_token_id'),
    eos_token: textOf('tokenizer.ggml.eos_token_id'),
  }

  const render = (
    messages: readonly ChatTemplateMessage[],
    { addGenerationPrompt = true }: ChatTemplateOptions = {},
  ) => {
    try {
      return template.render({ ...tokens, messages: [...messages], add_generation_prompt: addGenerationPrompt })
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
    for (const { role } of messages) refuseControlTokens(tokenizer, role, 'A role')
    const rendered = render(messages, options)
    const ids = tokenizer.encodeParts(
      partsByOrigin(messages, rendered, (masked) => render(masked, options)) ?? [
        { text: refusingControlTokens(tokenizer, messages, rendered), special: true },
      ],
    )
    return tokenizer.addBos && ids[0] !== tokenizer.bosId ? [tokenizer.bosId!, ...ids] : ids
  }

  return { render, encode }
}

const PLAIN_TEMPLATE =
  "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ 'assistant:' }}{% endif %}"

function parse(source: string): Template {
  try {
    return new Template(source)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the model's chat template cannot be used: ${reason}`, { cause: error })
  }
}

/** In the private use area of Unicode: no template has a meaning for these, and none trims them. */
const MASK = /\uE000(\d+)\uE001/

/**
 * The rendered text in parts, each from the template (`special`) or from a message's content. Found by rendering once
 * more with a mask instead of each content; the spaces around a content stay, so that a template that trims contents
 * does so. Null when the template does more with the contents, so that the masks do not lead back to the same text.
 */
function partsByOrigin(
  messages: readonly ChatTemplateMessage[],
  rendered: string,
  render: (messages: ChatTemplateMessage[]) => string,
): TextPart[] | null {
  const cores = messages.map(({ content }) => content.trim())
  const masked = messages.map(({ role, content }, i) => ({
    role,
    content: cores[i] === '' ? content : content.replace(cores[i], () => `\uE000${i}\uE001`),
  }))
  const parts = render(masked)
    .split(MASK)
    .map(
      (piece, i): TextPart =>
        i % 2 === 0 ? { text: piece, special: true } : { text: cores[Number(piece)] ?? '', special: false },
    )
  return parts.map((part) => part.text).join('') === rendered ? parts : null
}

/** `rendered`, provided that no control token in it can come from a message. */
function refusingControlTokens(
  tokenizer: Tokenizer,
  messages: readonly ChatTemplateMessage[],
  rendered: string,
): string {
  for (const { content } of messages) refuseControlTokens(tokenizer, content, 'With this model, a message')
  return rendered
}

function refuseControlTokens(tokenizer: Tokenizer, text: string, what: string): void {
  const control = tokenizer.encode(text, { special: true }).find(tokenizer.isSpecial)
  if (control === undefined) return
  throw new ApiError(400, 'control_token', `${what} must not contain the control token ${tokenizer.text(control)}.`, {
    param: 'messages',
  })
}
