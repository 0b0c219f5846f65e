/**
 * Whether an answer follows an instruction, by IFEval's ids and arguments and its strict rules (Zhou et al. 2023,
 * "Instruction-Following Evaluation for Large Language Models"). Not here: instructions about languages.
 */
import { z } from 'zod'
import type { Instruction } from '../data-sets/data-set.ts'

/** Whether an answer that has text follows the instruction. */
export type Check = (answer: string) => boolean

/** A check that takes arguments of this shape. */
function taking<Shape extends z.ZodRawShape>(
  shape: Shape,
  check: (answer: string, given: z.output<z.ZodObject<Shape>>) => boolean,
): (given: unknown) => Check | null {
  const schema = z.object(shape)
  return (given) => {
    const { data } = schema.safeParse(given)
    return data ? (answer) => check(answer, data as z.output<z.ZodObject<Shape>>) : null
  }
}

const count = z.number().int().nonnegative()
const relation = z.enum(['at least', 'less than'])
const holds = (found: number, how: z.output<typeof relation>, wanted: number) =>
  how === 'at least' ? found >= wanted : found < wanted

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length
const hasWord = (text: string, word: string) => new RegExp(`\\b${literal(word)}\\b`, 'iu').test(text)
const lowered = (text: string) => text.trim().toLowerCase()
const wordsOf = (text: string) => text.match(/[\p{L}\p{N}_]+/gu) ?? []
const sentences = (text: string) => matches(text, /[^.!?\s][^.!?]*(?:[.!?]+|$)/g)
const paragraphs = (text: string) => text.split(/\s?\*\*\*\s?/).map((paragraph) => paragraph.trim())
const isUpper = (text: string) => text === text.toUpperCase() && /\p{L}/u.test(text)

const OPTIONS = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.']

const CHECKS: Record<string, (given: unknown) => Check | null> = {
  'punctuation:no_comma': taking({}, (text) => !text.includes(',')),
  'change_case:english_lowercase': taking({}, (text) => text === text.toLowerCase() && /\p{L}/u.test(text)),
  'change_case:english_capital': taking({}, isUpper),
  'change_case:capital_word_frequency': taking(
    { capital_relation: relation, capital_frequency: count },
    (text, { capital_relation, capital_frequency }) =>
      holds(wordsOf(text).filter(isUpper).length, capital_relation, capital_frequency),
  ),
  'keywords:existence': taking({ keywords: z.array(z.string().min(1)) }, (text, { keywords }) =>
    keywords.every((word) => lowered(text).includes(word.toLowerCase())),
  ),
  'keywords:forbidden_words': taking(
    { forbidden_words: z.array(z.string().min(1)) },
    (text, { forbidden_words }) => !forbidden_words.some((word) => hasWord(text, word)),
  ),
  'keywords:frequency': taking(
    { keyword: z.string().min(1), frequency: count, relation },
    (text, { keyword, frequency, relation }) =>
      holds(lowered(text).split(keyword.toLowerCase()).length - 1, relation, frequency),
  ),
  'keywords:letter_frequency': taking(
    { letter: z.string().length(1), let_frequency: count, let_relation: relation },
    (text, { letter, let_frequency, let_relation }) =>
      holds(text.toLowerCase().split(letter.toLowerCase()).length - 1, let_relation, let_frequency),
  ),
  'detectable_format:title': taking({}, (text) => /<<[^\n>]*[^\n>\s][^\n>]*>>/.test(text)),
  'detectable_format:constrained_response': taking({}, (text) => OPTIONS.some((option) => text.includes(option))),
  'detectable_format:json_format': taking({}, (text) =>
    isJson(
      text
        .trim()
        .replace(/^```(json)?/i, '')
        .replace(/```$/, ''),
    ),
  ),
  'detectable_format:number_bullet_lists': taking(
    { num_bullets: count },
    (text, { num_bullets }) => matches(text, /^\s*(?:\*[^*]|-).*$/gm) === num_bullets,
  ),
  'detectable_format:number_highlighted_sections': taking(
    { num_highlights: count },
    (text, { num_highlights }) =>
      matches(text, /\*\*[^\n*]*[^\n*\s][^\n*]*\*\*|\*[^\n*]*[^\n*\s][^\n*]*\*/g) >= num_highlights,
  ),
  'detectable_format:multiple_sections': taking(
    { section_spliter: z.string().min(1), num_sections: count },
    (text, { section_spliter, num_sections }) =>
      matches(text, new RegExp(`${literal(section_spliter)}\\s?\\d+`, 'g')) >= num_sections,
  ),
  'detectable_content:number_placeholders': taking(
    { num_placeholders: count },
    (text, { num_placeholders }) => matches(text, /\[.*?\]/g) >= num_placeholders,
  ),
  'detectable_content:postscript': taking({ postscript_marker: z.string().min(1) }, (text, { postscript_marker }) =>
    new RegExp(
      [...postscript_marker.replaceAll(/[\s.]/g, '')].map((letter) => `${literal(letter)}\\.?`).join('\\s?'),
      'i',
    ).test(text),
  ),
  'length_constraints:number_sentences': taking({ num_sentences: count, relation }, (text, given) =>
    holds(sentences(text), given.relation, given.num_sentences),
  ),
  'length_constraints:number_words': taking({ num_words: count, relation }, (text, given) =>
    holds(wordsOf(text).length, given.relation, given.num_words),
  ),
  'length_constraints:number_paragraphs': taking({ num_paragraphs: count }, (text, { num_paragraphs }) => {
    const found = paragraphs(text)
    const inner = found.filter((paragraph, i) => paragraph !== '' || (i > 0 && i < found.length - 1))
    return inner.length === num_paragraphs && !inner.includes('')
  }),
  'startend:quotation': taking({}, (text) => /^".*"$/s.test(text.trim()) && text.trim().length > 1),
  'startend:end_checker': taking({ end_phrase: z.string().min(1) }, (text, { end_phrase }) =>
    lowered(text)
      .replace(/^"+|"+$/g, '')
      .endsWith(lowered(end_phrase)),
  ),
  'combination:repeat_prompt': taking({ prompt_to_repeat: z.string().min(1) }, (text, { prompt_to_repeat }) =>
    lowered(text).startsWith(lowered(prompt_to_repeat)),
  ),
  'combination:two_responses': taking({}, (text) => {
    const responses = text
      .split('******')
      .map((response) => response.trim())
      .filter(Boolean)
    return responses.length === 2 && responses[0] !== responses[1]
  }),
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** null where nothing here can check it, or its arguments are not those it needs. */
export const checkOf = ({ id, arguments: given }: Instruction): Check | null =>
  Object.hasOwn(CHECKS, id) ? CHECKS[id]!(given) : null

/** The share of the instructions that the answer follows; an answer without text follows none. */
export function followed(answer: string, instructions: readonly Instruction[]): number {
  if (answer.trim() === '') return 0
  return instructions.filter((instruction) => checkOf(instruction)?.(answer)).length / instructions.length
}
