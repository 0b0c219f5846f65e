/** IFEval's instructions: for each an answer that follows it, and one that does not. */
import { expect, test } from 'vitest'
import { checkOf, followed } from '../../gpu-worker/evaluation/measures/instruction-checks.ts'

const least = 'at least'
const less = 'less than'

test.for<[string, Record<string, unknown>, string, string]>([
  ['punctuation:no_comma', {}, 'One; two.', 'One, two.'],
  ['change_case:english_lowercase', {}, 'all small, 3', 'All small'],
  ['change_case:english_lowercase', {}, 'a', '123'],
  ['change_case:english_capital', {}, 'ALL BIG 3!', 'ALL bIG'],
  ['change_case:capital_word_frequency', { capital_relation: least, capital_frequency: 2 }, 'I LOVE it', 'LOVE it'],
  ['change_case:capital_word_frequency', { capital_relation: less, capital_frequency: 2 }, 'LOVE it', 'I LOVE it'],
  ['keywords:existence', { keywords: ['Sea', 'ship'] }, 'A ship on the sea', 'A ship'],
  ['keywords:forbidden_words', { forbidden_words: ['step', 'c++'] }, 'Steps and stepping', 'One Step'],
  ['keywords:frequency', { keyword: 'sea', frequency: 2, relation: least }, 'Sea and sea', 'sea'],
  ['keywords:frequency', { keyword: 'a.c', frequency: 1, relation: less }, 'abc', 'a.c'],
  ['keywords:letter_frequency', { letter: 'q', let_frequency: 2, let_relation: least }, 'Quite quick', 'quite'],
  ['detectable_format:title', {}, '<<A Day>>\nOnce', '<< >> Once <a>'],
  ['detectable_format:constrained_response', {}, 'Well. My answer is no.', 'No.'],
  ['detectable_format:json_format', {}, '```json\n{"a": 1}\n```', '{a: 1}'],
  ['detectable_format:number_bullet_lists', { num_bullets: 2 }, 'List:\n* one\n- two', '* one\n* two\n- three'],
  ['detectable_format:number_highlighted_sections', { num_highlights: 2 }, '*one* and **two**', '*one* and two'],
  [
    'detectable_format:multiple_sections',
    { section_spliter: 'SECTION', num_sections: 2 },
    'SECTION 1\na\nSECTION 2\nb',
    'SECTION 1\na',
  ],
  ['detectable_content:number_placeholders', { num_placeholders: 2 }, 'Dear [name], at [place]', 'Dear [name]'],
  ['detectable_content:postscript', { postscript_marker: 'P.S.' }, 'Bye.\nP. S. Write soon', 'Bye.'],
  ['detectable_content:postscript', { postscript_marker: 'P.P.S' }, 'Bye.\np.p.s. Write soon', 'Bye.\nP.S. Soon'],
  ['length_constraints:number_sentences', { num_sentences: 3, relation: less }, 'One. Two!', 'One. Two! Three? Four'],
  ['length_constraints:number_words', { num_words: 3, relation: least }, 'one two three', 'one two'],
  ['length_constraints:number_paragraphs', { num_paragraphs: 2 }, 'one\n***\ntwo\n***\n', 'one\n\ntwo'],
  ['startend:quotation', {}, ' "All of it." ', '"Some" of it.'],
  ['startend:end_checker', { end_phrase: 'The end.' }, 'So it was. the END."', 'The end. Or not?'],
  ['combination:repeat_prompt', { prompt_to_repeat: 'Say it.' }, 'say it. I say it.', 'I say it. Say it.'],
  ['combination:two_responses', {}, 'one\n******\ntwo', 'one\n******\none'],
])('%s %o', ([id, given, follows, fails]) => {
  const check = checkOf({ id, arguments: given })!
  expect([check(follows), check(fails)]).toEqual([true, false])
})

test('what is not known, or lacks its arguments, cannot be checked', () => {
  expect(checkOf({ id: 'language:response_language', arguments: {} })).toBeNull()
  expect(checkOf({ id: 'constructor', arguments: {} })).toBeNull()
  expect(checkOf({ id: 'keywords:existence', arguments: { keywords: 'sea' } })).toBeNull()
})

test('the share of the instructions counts; silence follows none', () => {
  const instructions = ['punctuation:no_comma', 'change_case:english_capital'].map((id) => ({ id, arguments: {} }))
  expect(followed('NO COMMA', instructions)).toBe(1)
  expect(followed('no comma', instructions)).toBe(0.5)
  expect(followed(' \n', instructions)).toBe(0)
})

test('a forbidden word written to break the check is only a word', () => {
  const check = checkOf({ id: 'keywords:forbidden_words', arguments: { forbidden_words: ['(a+)+$', '['] } })!
  expect(check(`${'a'.repeat(40)}!`)).toBe(true)
})
