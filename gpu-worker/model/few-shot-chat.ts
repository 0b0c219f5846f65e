/**
 * How a model without a chat template is shown a chat: as a base model continues text and has learnt no turns, examples
 * show it what an answer is (URIAL, Lin et al. 2023, arXiv:2312.01552). They are the same before every chat, so their
 * keys and values are kept once. Short, of no marked style, and about none of what axes are fitted or measured on.
 *
 * An answer begins on a line of its own: behind 'Assistant: ' its first token would lack the space that it was learnt with.
 */

type Turn = { role: string; content: string }

const EXAMPLES: readonly Turn[] = [
  { role: 'user', content: 'What is the capital of Portugal?' },
  {
    role: 'assistant',
    content: 'The capital of Portugal is Lisbon. It lies on the west coast, where the Tagus meets the sea.',
  },
  { role: 'user', content: 'How many minutes are there in two hours?' },
  { role: 'assistant', content: 'There are 120 minutes in two hours, because each hour has 60 minutes.' },
  { role: 'user', content: 'Name three fruits that grow on trees.' },
  { role: 'assistant', content: 'Apples, pears and cherries grow on trees.' },
]

const capitalised = (role: string) => role.charAt(0).toUpperCase() + role.slice(1)

/** A turn as the template below prints it. */
const printed = ({ role, content }: Turn) => `${capitalised(role)}:\n${content}\n\n`

/** Jinja, like any model's own. */
export const FEW_SHOT_TEMPLATE =
  `{{ ${JSON.stringify(EXAMPLES.map(printed).join(''))} }}` +
  "{% for message in messages %}{{ message['role'] | capitalize + ':\\n' + message['content'] + '\\n\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ 'Assistant:\\n' }}{% endif %}"

/** Such a model goes on with the next turn: the answer ends where one begins. */
export const FEW_SHOT_STOPS = ['user', 'assistant', 'system', 'tool'].map((role) => `\n\n${capitalised(role)}:`)
