/** Chat templates with tools, each with the words of one way to write calls; as small as they can be. */
const turn = (body: string) =>
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}" +
  `${body}{{ '<|im_end|>' + '\\n' }}{% endfor %}` +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

const tools = (intro: string) =>
  `{% if tools %}{{ '<|im_start|>system\\n${intro}' }}{% for tool in tools %}{{ tool | tojson }}{% endfor %}` +
  "{{ '<|im_end|>' + '\\n' }}{% endif %}"

const calls = (open: string, separator: string, close: string, middle: string) =>
  `{% if message.tool_calls %}{% for call in message.tool_calls %}{% if not loop.first %}{{ '${separator}' }}{% endif %}` +
  `{{ '${open}' + call.function.name + '${middle}' }}{{ call.function.arguments | tojson }}{{ '${close}' }}` +
  '{% endfor %}{% endif %}'

const CONTENT = "{{ message['content'] }}"

/** Qwen's and Hermes' way. */
export const TAGGED_TEMPLATE =
  tools('Call with <tool_call>: ') +
  turn(CONTENT + calls('\\n<tool_call>\\n{"name": "', '', '}\\n</tool_call>', '", "arguments": '))

/** Mistral's way; ids of any other length than 9 are refused, as there. */
export const LISTED_TEMPLATE =
  tools('[AVAILABLE_TOOLS]') +
  turn(
    `${CONTENT}{% if message.tool_calls %}{{ '[TOOL_CALLS] [' }}{% endif %}` +
      "{% for call in message.tool_calls or [] %}{% if call.id | length != 9 %}{{ raise_exception('bad id') }}{% endif %}{% endfor %}" +
      `${calls('{"name": "', ', ', '}', '", "arguments": ')}{% if message.tool_calls %}{{ ']' }}{% endif %}`,
  )

/** Mistral's later way. */
export const MARKED_TEMPLATE = tools('') + turn(CONTENT + calls('[TOOL_CALLS]', '', '', '[ARGS]'))

/** Llama 3's way. */
export const BARE_TEMPLATE =
  "{# <|start_header_id|> #}{% set header = '<|start_header_id|>' %}" +
  tools('Answer with {"name": NAME, "parameters": VALUES}: ') +
  turn(CONTENT + calls('{"name": "', '', '}', '", "parameters": '))
