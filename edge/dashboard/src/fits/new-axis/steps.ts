/** The steps in which an axis is described, and whether what a step asks for is there. */
import { type AxisDraft, idFrom } from './axis-draft.ts'

export const STEPS = [
  { id: 'describe', name: 'Describe' },
  { id: 'characteristics', name: 'Characteristics' },
  { id: 'fit', name: 'How to fit' },
] as const
export type StepId = (typeof STEPS)[number]['id']

export const stepOf = (asked: string | undefined, draft: AxisDraft): StepId =>
  isDescribed(draft) ? (STEPS.find(({ id }) => id === asked)?.id ?? 'describe') : 'describe'

export const stepAfter = (step: StepId): StepId | null =>
  STEPS[STEPS.findIndex(({ id }) => id === step) + 1]?.id ?? null
export const stepBefore = (step: StepId): StepId | null =>
  STEPS[STEPS.findIndex(({ id }) => id === step) - 1]?.id ?? null

/** Nothing can be fitted of an axis without words. */
export const isDescribed = ({ id, positive, negative }: AxisDraft): boolean =>
  [positive, negative].every(({ name, description }) => name.trim() !== '' && description.trim() !== '') &&
  (id ?? idFrom(positive.name)) !== ''
