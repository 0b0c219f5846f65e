/**
 * What is wrong with a fit that needs no model to be seen, beyond what the shape of `fitSpec` says: refused where it is
 * asked for, and again where it is run.
 */
import { MIN_ANCHORS, MIN_PAIRS, MIN_TEXTS, OPERATOR_METHODS } from './fit-facts.ts'
import { normalised } from './normalised.ts'
import type { FitSpec } from './wire/fit.ts'

export type FitProblem = {
  code: 'poles_alike' | 'too_few_pairs' | 'too_few_texts' | 'too_few_anchors' | 'bad_option'
  message: string
}

/** null where nothing is. The message names what is wrong and what would be right. */
export function fitProblem(spec: FitSpec): FitProblem | null {
  const { positive, negative, source, pairs, anchors } = spec
  const alike = (a: string, b: string) => normalised(a) === normalised(b)
  if (alike(positive.description, negative.description) || alike(positive.name, negative.name)) {
    return {
      code: 'poles_alike',
      message: 'Both poles are described alike. Say how an answer at one pole differs from one at the other.',
    }
  }
  if (source === 'given' && pairs.length < MIN_PAIRS) {
    return {
      code: 'too_few_pairs',
      message: `Source 'given' needs at least ${MIN_PAIRS} pairs in \`pairs\`; there are ${pairs.length}. Eight or more make a steadier direction.`,
    }
  }
  const tooFew = source === 'texts' ? tooFewTexts(spec.texts) : null
  if (tooFew) return { code: 'too_few_texts', message: tooFew }
  if (anchors.length > 0 && anchors.length < MIN_ANCHORS) {
    return {
      code: 'too_few_anchors',
      message: `${anchors.length} labelled pairs in \`anchors\` cannot orient and gate a direction; give at least ${MIN_ANCHORS}, or none.`,
    }
  }
  const message =
    optionProblem(spec) ?? textsProblem(spec.texts) ?? textProblem('pairs', pairs) ?? textProblem('anchors', anchors)
  return message ? { code: 'bad_option', message } : null
}

function tooFewTexts(texts: FitSpec['texts']): string | null {
  for (const pole of ['positive', 'negative'] as const) {
    const count = new Set(texts?.[pole].map(normalised)).size
    if (count >= MIN_TEXTS) continue
    return `Source 'texts' needs at least ${MIN_TEXTS} different texts of either pole; there are ${count} in \`texts.${pole}\`. Eight or more make a steadier direction.`
  }
  return null
}

function textsProblem(texts: FitSpec['texts']): string | null {
  if (!texts) return null
  for (const pole of ['positive', 'negative'] as const) {
    const blank = texts[pole].findIndex((text) => !text.trim())
    if (blank >= 0) return `texts.${pole}[${blank}] is only white space: leave it out.`
  }
  const negative = new Set(texts.negative.map(normalised))
  const both = texts.positive.findIndex((text) => negative.has(normalised(text)))
  return both < 0
    ? null
    : `texts.positive[${both}] is in texts.negative too, so it says nothing of a pole: leave it out.`
}

function optionProblem({ method, setting, source, pole_prompt, drop_alike, texts }: FitSpec): string | null {
  if (texts && source !== 'texts') {
    return `texts are of source 'texts', and the source is '${source}': choose that one, or leave them out.`
  }
  if (source === 'texts' && drop_alike > 0) {
    return 'drop_alike compares the two answers to one prompt, and texts answer none: it is 0 there.'
  }
  if (setting === 'published' && !OPERATOR_METHODS.some((name) => name === method)) {
    return `setting 'published' is for ${OPERATOR_METHODS.join(', ')}; ${method} has no setting of its own.`
  }
  if (source === 'context-shift' && (pole_prompt === 'removed' || drop_alike > 0)) {
    return "A context shift reads the same texts at both poles, which only the pole's prompt tells apart: pole_prompt is 'kept' and drop_alike 0 there."
  }
  return null
}

function textProblem(name: string, pairs: FitSpec['pairs']): string | null {
  for (const [i, { prompt, chosen, rejected }] of pairs.entries()) {
    if ([prompt, chosen, rejected].some((text) => !text.trim())) {
      return `${name}[${i}] has a text that is only white space: give a prompt and two answers.`
    }
    if (name === 'anchors' && chosen === rejected) {
      return `anchors[${i}] has the same answer twice, so it says nothing of a pole: give two answers that differ.`
    }
  }
  return null
}
