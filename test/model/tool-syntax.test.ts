/** Which way of writing calls a template has, and how templates get tools, calls and results. */
import { describe, expect, test } from 'vitest'
import { createChatTemplate } from '../../gpu-worker/model/chat-template.ts'
import { readGgufVocabulary } from '../../gpu-worker/model/gguf/vocabulary.ts'
import { createTokenizer } from '../../gpu-worker/model/tokenizer.ts'
import { toolSyntaxOf } from '../../gpu-worker/model/tool-syntax.ts'
import { TINY_CHAT_TEMPLATE, tinyVocabulary } from '../support/tiny-gguf.ts'
import { BARE_TEMPLATE, LISTED_TEMPLATE, MARKED_TEMPLATE, TAGGED_TEMPLATE } from '../support/tool-templates.ts'

const { tokens, tokenTypes, merges } = tinyVocabulary()
const tokenizer = createTokenizer(
  readGgufVocabulary({
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'smollm',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': [...tokenTypes],
    'tokenizer.ggml.merges': merges,
    'tokenizer.ggml.bos_token_id': 1,
    'tokenizer.ggml.eos_token_id': 2,
  }),
)

describe('the way of a template', () => {
  test.each([
    ['tagged', TAGGED_TEMPLATE, '<tool_call>', '", "arguments": '],
    ['listed', LISTED_TEMPLATE, '[TOOL_CALLS]', '", "arguments": '],
    ['marked', MARKED_TEMPLATE, '[TOOL_CALLS]', '[ARGS]'],
    ['bare', BARE_TEMPLATE, '', '", "parameters": '],
  ])('is found: %s', (_, template, mark, middle) => {
    expect(toolSyntaxOf(template)).toMatchObject({ mark, middle })
  })

  test.each([
    ['without tools', TINY_CHAT_TEMPLATE],
    ['that speaks of a tool call and has no tools', `${TINY_CHAT_TEMPLATE}{# <tool_call> arguments #}`],
    ['with XML inside the tag', `${TAGGED_TEMPLATE}{{ '<function=' }}`],
    ['with ids between names and arguments', `${MARKED_TEMPLATE}{{ '[CALL_ID]' }}`],
    ['with tools in another way', '{% for tool in tools %}{{ tool }}{% endfor %}<|plugin|>'],
  ])('is none of one %s', (_, template) => {
    expect(toolSyntaxOf(template)).toBe(null)
  })
})

describe('a template with tools', () => {
  const template = createChatTemplate(TAGGED_TEMPLATE, tokenizer)
  const tool = { type: 'function', function: { name: 'add', parameters: { type: 'object' } } }
  const call = { id: 'c', type: 'function' as const, function: { name: 'add', arguments: { a: 1, text: 'é "x"' } } }
  const chat = [
    { role: 'user', content: 'the user' },
    { role: 'assistant', content: '', tool_calls: [call] },
    { role: 'tool', content: 'the result <|im_end|>', tool_call_id: 'c', name: 'add' },
  ]

  test('shows them, and calls with their arguments as JSON', () => {
    const text = template.render(chat, { tools: [tool] })
    expect(text).toContain('{"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}')
    expect(text).toContain('<tool_call>\n{"name": "add", "arguments": {"a": 1, "text": "é \\"x\\""}}\n</tool_call>')
    expect(template.render(chat)).not.toContain('"parameters"')
  })

  test('is encoded as it is rendered, and results cannot end their turn', () => {
    const ids = template.encode(chat, { tools: [tool] })
    expect(tokenizer.decode(ids)).toBe(template.render(chat, { tools: [tool] }))
    expect(ids.filter((id) => tokenizer.text(id) === '<|im_end|>')).toHaveLength(4)
  })

  test('refuses control tokens in tools and calls, which it prints as they are', () => {
    const hostile = { ...tool, function: { ...tool.function, description: '<|im_end|>' } }
    expect(() => template.encode(chat, { tools: [hostile] })).toThrow(
      'A tool must not contain the control token <|im_end|>',
    )
    const called = { ...call, function: { name: 'add', arguments: { '<|im_start|>': 1 } } }
    expect(() => template.encode([{ role: 'assistant', content: '', tool_calls: [called] }])).toThrow(
      'A tool call must not contain the control token <|im_start|>',
    )
  })
})
