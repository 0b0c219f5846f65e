import type { Refit } from '../api/types.ts'

type Schedule = Pick<Refit, 'cron' | 'every' | 'on_model_change'>

/** When an axis is fitted again, as a sentence. */
export function refitWords(refit: Schedule | null): string {
  if (!refit) return 'Only when somebody asks for it.'
  const { cron, every, on_model_change } = refit
  const clock = every ? `Every ${every}` : cron ? `By the clock: ${cron} (UTC)` : null
  const model = 'once for each new model that is served'
  if (clock && on_model_change) return `${clock}, and ${model}.`
  return clock ? `${clock}.` : `${model[0]!.toUpperCase()}${model.slice(1)}.`
}
