/** Answers with calls: whatever a model writes under their grammar is read back, in whatever pieces it comes. */
import { describe, expect, test } from 'vitest'
import { compileGrammar } from '../../gpu-worker/engine/grammar/grammar.ts'
import { type ToolSyntax, toolSyntaxOf } from '../../gpu-worker/model/tool-syntax.ts'
import { answerForm } from '../../gpu-worker/server/answer-format.ts'
import { ChoiceText } from '../../gpu-worker/server/choice-text.ts'
import { ToolCallReader } from '../../gpu-worker/server/tool-call-reader.ts'
import { type GenerateRequest, generateRequest } from '../../shared/wire/generate.ts'
import { textOf, VOCABULARY } from '../engine/grammar/vocabulary.ts'
import { randomAnswer } from '../engine/grammar/walk.ts'
import { isValid } from '../support/json-schema.ts'
import { createRandom, type Random } from '../support/random.ts'
import { BARE_TEMPLATE, LISTED_TEMPLATE, MARKED_TEMPLATE, TAGGED_TEMPLATE } from '../support/tool-templates.ts'
import { forwarded } from './worker.ts'

const WEATHER = {
  type: 'object',
  properties: { city: { type: 'string', maxLength: 8 }, days: { type: 'integer', minimum: 1, maximum: 9 } },
  required: ['city', 'days'],
  additionalProperties: false,
}
const TOOLS = [
  { type: 'function', function: { name: 'get_weather', parameters: WEATHER, strict: true } },
  {
    type: 'function',
    function: { name: 'get', parameters: { type: 'object', properties: { n: { type: 'null' } } }, strict: false },
  },
  { type: 'function', function: { name: 'now' } },
]
const SYNTAXES = {
  tagged: toolSyntaxOf(TAGGED_TEMPLATE),
  listed: toolSyntaxOf(LISTED_TEMPLATE),
  marked: toolSyntaxOf(MARKED_TEMPLATE),
  bare: toolSyntaxOf(BARE_TEMPLATE),
  plain: null,
}

const requestOf = (fields: object): GenerateRequest =>
  generateRequest.parse({
    id: 'g',
    project: 'p',
    model: 'tiny',
    messages: [{ role: 'user', content: 'x' }],
    ...forwarded({ tools: TOOLS, ...fields }),
  })

/** The message that a text is read as, in pieces of random length. */
function read(text: string, syntax: ToolSyntax, isEither: boolean, random: Random) {
  const reader = new ToolCallReader(syntax, isEither)
  const choice = new ChoiceText(reader)
  const deltas = []
  const chars = [...text]
  while (chars.length > 0) deltas.push(...choice.push(chars.splice(0, 1 + Math.floor(random.uniform() * 12)).join('')))
  deltas.push(...choice.end())
  return { ...choice.message, deltas, calls: reader.calls, isWhole: reader.isWhole }
}

function walks(fields: object, known: ToolSyntax | null, count = 40) {
  const { format, syntax, isEither } = answerForm(requestOf(fields), known)
  const grammar = compileGrammar(format!, VOCABULARY)
  const random = createRandom(11)
  return Array.from({ length: count }, (_, i) => {
    const text = textOf(randomAnswer(grammar, VOCABULARY, random, i * 8))
    return { text, ...read(text, syntax!, isEither, random) }
  })
}

describe.each(Object.entries(SYNTAXES))('%s calls', (name, known) => {
  test('that are required are made, each with arguments that fit', () => {
    const answers = walks({ tool_choice: 'required' }, known)
    for (const { content, tool_calls: calls = [], deltas, text } of answers) {
      expect(content, text).toBe(null)
      expect(calls.length).toBeGreaterThan(0)
      for (const {
        id,
        type,
        function: { name, arguments: given },
      } of calls) {
        expect(id).toMatch(/^call_[0-9a-f]{24}$/)
        expect(type).toBe('function')
        const value = JSON.parse(given)
        if (name === 'get_weather') expect(isValid(value, WEATHER), given).toBe(true)
        else if (name === 'now') expect(value).toEqual({})
        else expect(Object.keys(value).every((key) => key === 'n')).toBe(true)
      }
      // The pieces put together are the calls.
      const joined = calls.map((call, index) => {
        const own = deltas.flatMap(({ tool_calls = [] }) => tool_calls).filter((delta) => delta.index === index)
        expect(own[0]).toEqual({
          index,
          id: call.id,
          type: 'function',
          function: { name: call.function.name, arguments: '' },
        })
        return own.map((delta) => delta.function.arguments).join('')
      })
      expect(joined).toEqual(calls.map((call) => call.function.arguments))
    }
    const counts = new Set(answers.map(({ calls }) => calls))
    // Llama's way, and the plain one, have one call at a time.
    expect(counts.size > 1).toBe(name !== 'bare' && name !== 'plain')
    expect(new Set(answers.map(({ tool_calls }) => tool_calls![0]!.function.name)).size).toBe(TOOLS.length)
  })

  test('are one, where not several may be made, or one function is named', () => {
    for (const { calls } of walks({ tool_choice: 'required', parallel_tool_calls: false }, known)) expect(calls).toBe(1)
    const named = { type: 'function', function: { name: 'get_weather' } }
    for (const { tool_calls } of walks({ tool_choice: named }, known)) {
      expect(tool_calls!.map((call) => call.function.name)).toEqual(['get_weather'])
    }
  })
})

describe.each(Object.entries(SYNTAXES).filter(([, known]) => known !== null))(
  '%s calls that are left to the model',
  (name, known) => {
    const { mark, first, open, middle, close, next, last } = known!
    const called = (...calls: [string, string][]) =>
      mark + first[0] + calls.map(([name, given]) => open + name + middle + given + close).join(next ?? '') + last
    const { format, syntax, isEither } = answerForm(requestOf({}), known)
    const grammar = compileGrammar(format!, VOCABULARY)

    /** Whether a whole text may be written, control tokens as such. */
    function mayBe(text: string): boolean {
      const matcher = grammar.start()
      const pieces = text.split(/(\[TOOL_CALLS\])/)
      const control = 2
      for (const piece of pieces) {
        const ids = piece === '[TOOL_CALLS]' ? [control] : [...Buffer.from(piece)].map((byte) => 3 + byte)
        for (const id of ids) if (!matcher.accept(id)) return false
      }
      return matcher.done || matcher.accept(0)
    }

    const call = called(['get_weather', '{"city": "a}\\"", "days": 3}'])
    test.each<[string, string, number | null]>([
      ['a text', 'Let me see: {"a": 1} <tool', null],
      ['nothing', '', null],
      ['a call', call, 1],
      ['a call with arguments that need not fit', called(['get', '{"any": [{}, "}"]}']), 1],
      ...(next === null
        ? []
        : [
            ['two calls', called(['get_weather', '{"city": "", "days": 1}'], ['now', '{}']), 2] as [
              string,
              string,
              number,
            ],
          ]),
      ...(mark === '' ? [] : [['a text and then a call', `Let me see.\n${call}`, 1] as [string, string, number]]),
    ])('may be %s', (_, text, calls) => {
      expect(mayBe(text), text).toBe(true)
      const message = read(text, syntax!, isEither, createRandom(2))
      expect(message.calls).toBe(calls ?? 0)
      if (calls === null) expect(message.content).toBe(text)
      else expect(message.content).toBe(text.startsWith('Let me') ? 'Let me see.\n' : null)
    })

    test('are none that there is not, nor have arguments that do not fit', () => {
      expect(mayBe(called(['rm', '{}']))).toBe(false)
      expect(mayBe(called(['get_weather', '{"city": 1, "days": 1}']))).toBe(false)
      expect(mayBe(called(['now', '[]']))).toBe(false)
      expect(mayBe(`${call} and more`)).toBe(false)
    })

    test('are read as far as they came where the answer was cut', () => {
      for (let length = 0; length < call.length; length++) {
        const cut = read(call.slice(0, length), syntax!, isEither, createRandom(length))
        const { content, tool_calls: calls = [] } = cut
        const given = '{"city": "a}\\"", "days": 3}'
        for (const one of calls) expect(given.startsWith(one.function.arguments)).toBe(true)
        // An answer ends with calls only where those are finished.
        expect(cut.isWhole).toBe(calls.length > 0 && calls.every((one) => one.function.arguments === given))
        // The beginning of a mark that never came is text, as far as that can be told.
        if (content) expect((mark || open).startsWith(content)).toBe(true)
      }
    })

    test('come instead of an answer of a given format, or are refused where the two cannot be told apart', () => {
      const asked = requestOf({ response_format: { type: 'json_object' } })
      if (name === 'bare') {
        expect(() => answerForm(asked, known)).toThrow('cannot be told from a JSON answer')
        return
      }
      const form = answerForm(asked, known)
      compileGrammar(form.format!, VOCABULARY)
      expect(form.isEither).toBe(true)
      const text = `{"a": "${mark.replaceAll('"', '')}${first[0]!.trim()}"}`
      expect(read(text, form.syntax!, form.isEither, createRandom(1))).toMatchObject({ content: text, calls: 0 })
      expect(read(call, form.syntax!, form.isEither, createRandom(1))).toMatchObject({ content: null, calls: 1 })
    })
  },
)

describe('what a model cannot do', () => {
  test('is refused where its template has no tools and none is asked for, and says what would be right', () => {
    expect(() => answerForm(requestOf({}), null)).toThrow(
      /the chat template of model 'tiny' has no tools, .* with tool_choice "required", or a function, a call is made on any model/,
    )
    expect(answerForm(requestOf({ tool_choice: 'none' }), null)).toEqual({
      format: null,
      syntax: null,
      isEither: false,
    })
  })
})
