/** The project's settings as a form of fields that are changed one by one, and the way back to what the API takes. */
import { DEFAULT_LEARNING } from '../../../../shared/learning/settings.ts'
import type { ProjectSettings } from '../api/types.ts'
import { percent, signed } from '../ui/format.ts'

export type ProjectForm = Pick<
  ProjectSettings,
  'name' | 'default_edits' | 'basis' | 'origins' | 'answer_retention_seconds' | 'log_prompts'
> &
  ProjectSettings['learning']

export const NAMES: { readonly [Field in keyof ProjectForm]: string } = {
  name: 'Name',
  default_edits: 'Default edits',
  basis: 'Basis',
  origins: 'Origins',
  answer_retention_seconds: 'Answers are kept for',
  log_prompts: 'Log prompts',
  enabled: 'Learn from signals',
  half_life_days: 'Half-life',
  retention_days: 'Signals are kept for',
  weights: 'Weights',
  explore: 'Explore',
  explore_steps: 'Reach of exploring',
}

export const formOf = ({ learning, ...project }: ProjectSettings): ProjectForm => ({
  name: project.name,
  default_edits: project.default_edits,
  basis: project.basis,
  origins: project.origins,
  answer_retention_seconds: project.answer_retention_seconds,
  log_prompts: project.log_prompts,
  ...learning,
  weights: { ...DEFAULT_LEARNING.weights, ...learning.weights },
})

const LEARNING = Object.keys(DEFAULT_LEARNING) as (keyof ProjectSettings['learning'])[]

/** What was typed, as `PATCH /v1/project` takes it. How profiles learn is replaced as a whole. */
export function changeOf(form: ProjectForm, fields: Partial<ProjectForm>) {
  const typed = Object.keys(fields) as (keyof ProjectForm)[]
  const ofLearning = (field: keyof ProjectForm) => LEARNING.some((one) => one === field)
  const plain = Object.fromEntries(
    typed
      .filter((field) => !ofLearning(field))
      .map((field) => [field, field === 'origins' ? linesOf(form) : form[field]]),
  ) as Partial<ProjectSettings>
  if (!typed.some(ofLearning)) return plain
  const learning = Object.fromEntries(LEARNING.map((field) => [field, form[field]])) as ProjectSettings['learning']
  return { ...plain, learning }
}

/** Empty lines are nobody's origin. */
const linesOf = ({ origins }: ProjectForm) => origins.map((line) => line.trim()).filter((line) => line !== '')

const DAY = 86_400
const HOUR = 3600

export function lasting(seconds: number): string {
  if (seconds === 0) return 'not at all'
  if (seconds % DAY === 0) return `${seconds / DAY} d`
  return seconds % HOUR === 0 ? `${seconds / HOUR} h` : `${seconds} s`
}

/** A value of the form in words, as it is shown where two versions stand side by side. */
export function inWords(field: keyof ProjectForm, value: unknown): string {
  switch (field) {
    case 'default_edits': {
      const edits = Object.entries(value as ProjectForm['default_edits'])
      return edits.map(([axis, edit]) => `${axis} ${signed(edit.value)} (${edit.mode})`).join(', ') || 'none'
    }
    case 'origins':
      return (value as string[]).join(', ') || 'none'
    case 'answer_retention_seconds':
      return lasting(value as number)
    case 'half_life_days':
      return value === null ? 'for ever as much' : `${value} days`
    case 'retention_days':
      return `${value} days`
    case 'weights':
      return Object.entries(value as ProjectForm['weights'])
        .map(([kind, weight]) => `${kind} ${percent(weight)}`)
        .join(', ')
    default:
      return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
  }
}
