/** An axis while it is being described, and the order that it becomes. */
import type { FitMethod, FitSource, FitSpec, Pair, Pole } from '../../../../../shared/wire/fit.ts'
import { Problem } from '../../api/problem.ts'
import type { Axis, Characteristics, Fit, FitOrder } from '../../api/types.ts'
import { isPublished } from './methods.ts'
import { parsePairs } from './pairs.ts'
import { linesOfTexts, textsOfLines } from './texts.ts'

export type AxisDraft = {
  /** Null until typed: it then follows the positive pole's name. */
  id: string | null
  positive: Pole
  negative: Pole
  source: FitSource
  /** JSONL, as typed. */
  pairs: string
  anchors: string
  /** One a line, as typed. */
  texts: { positive: string; negative: string }
  /** Whether a first direction by context shift comes ahead of self-generated pairs. */
  preview: boolean
  method: FitMethod
  setting: FitSpec['setting']
  /** Null: the method's own. */
  site: FitSpec['site']
  /** One a line, as typed; empty: the model lists them. */
  traits: { positive: string; negative: string }
  polePrompt: FitSpec['pole_prompt']
  /** Percent of the pairs, those most alike. */
  dropAlike: number
  report: boolean
  activate: boolean
  /** Options that the form does not show, kept from the fit that is changed. */
  kept: Partial<Pick<FitSpec, 'queries' | 'layers' | 'seed'>>
}

/** Whether its examples are two answers to one prompt each, which can be compared. */
export const isPaired = (source: FitSource): boolean => source === 'self-generated' || source === 'given'

const BLANK: Pole = { name: '', description: '' }

export const EMPTY_DRAFT: AxisDraft = {
  id: null,
  positive: BLANK,
  negative: BLANK,
  source: 'self-generated',
  pairs: '',
  anchors: '',
  texts: { positive: '', negative: '' },
  preview: true,
  method: 'mean-difference',
  setting: 'scaled',
  site: null,
  traits: { positive: '', negative: '' },
  polePrompt: 'kept',
  dropAlike: 0,
  report: true,
  activate: true,
  kept: {},
}

/** `Very formal!` → `very-formal` */
export const idFrom = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)

/** Another fit of an axis by its own words. */
export const draftOfAxis = ({ id, positive, negative }: Pick<Axis, 'id' | 'positive' | 'negative'>): AxisDraft => ({
  ...EMPTY_DRAFT,
  ...{ id, positive, negative },
})

/** What a fit was asked for, to be changed and fitted again, with the characteristics that the model listed for it. */
export function draftOf(spec: FitSpec, activate: Fit['activate'], listed: Characteristics | null = null): AxisDraft {
  const { axis, positive, negative, source, method, setting, site, queries, layers, seed } = spec
  const traits = spec.characteristics ?? listed ?? { positive: [], negative: [] }
  return {
    ...{ id: axis, positive, negative, source, method, setting, site },
    pairs: textOf(spec.pairs),
    anchors: textOf(spec.anchors),
    texts: { positive: linesOfTexts(spec.texts?.positive ?? []), negative: linesOfTexts(spec.texts?.negative ?? []) },
    preview: false,
    traits: { positive: traits.positive.join('\n'), negative: traits.negative.join('\n') },
    polePrompt: spec.pole_prompt,
    dropAlike: Math.round(100 * spec.drop_alike),
    report: spec.report,
    activate: activate === 'auto',
    kept: { queries, layers, seed },
  }
}

/**
 * What was left as it was is left out: the server's defaults are the same.
 * @throws Problem when the pairs cannot be read or are missing.
 */
export function orderOf(draft: AxisDraft): FitOrder {
  const { positive, negative, source, method, setting, site, activate, kept } = draft
  const pairs = source === 'given' ? pairsOf('Pairs', draft.pairs) : []
  if (source === 'given' && pairs.length === 0) throw new Problem('refused', 'Given pairs: there are none yet.')
  const anchors = pairsOf('Anchors', draft.anchors)
  const texts = { positive: textsOfLines(draft.texts.positive), negative: textsOfLines(draft.texts.negative) }
  return {
    ...kept,
    axis: { id: draft.id ?? idFrom(positive.name), positive, negative },
    source,
    ...(method !== EMPTY_DRAFT.method && { method }),
    ...(setting !== EMPTY_DRAFT.setting && isPublished(method) && { setting }),
    ...(site && { site }),
    ...(pairs.length && { pairs }),
    ...(source === 'texts' && { texts }),
    ...(anchors.length && { anchors }),
    ...(source === 'self-generated' && selfGenerated(draft)),
    ...(isPaired(source) && draft.dropAlike > 0 && { drop_alike: draft.dropAlike / 100 }),
    ...(!draft.report && { report: false }),
    activate: activate ? 'auto' : 'never',
  }
}

/** What is only of use while the model writes the pairs itself. */
function selfGenerated({ preview, polePrompt, traits }: AxisDraft): Partial<FitOrder> {
  const characteristics = { positive: linesOf(traits.positive), negative: linesOf(traits.negative) }
  const given = characteristics.positive.length + characteristics.negative.length > 0
  return {
    ...(preview && { preview }),
    ...(polePrompt !== EMPTY_DRAFT.polePrompt && { pole_prompt: polePrompt }),
    ...(given && { characteristics }),
  }
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const textOf = (pairs: readonly Pair[]): string => pairs.map((pair) => JSON.stringify(pair)).join('\n')

function pairsOf(what: string, text: string) {
  const { pairs, problem } = parsePairs(text)
  if (problem) throw new Problem('refused', `${what}, ${problem}`)
  return pairs
}
