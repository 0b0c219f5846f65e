/** What marks each pole: suggested by the model, and better known by who describes it. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { toProblem } from '../../api/problem.ts'
import { modelsQuery } from '../../api/queries.ts'
import { useApi } from '../../session/session.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import type { AxisDraft } from './axis-draft.ts'
import { suggestTraits } from './suggest-traits.ts'
import { TraitsFields } from './traits-fields.tsx'

type Props = { draft: AxisDraft; onChange: (part: Partial<AxisDraft>) => void }

export function CharacteristicsStep({ draft, onChange }: Props) {
  const api = useApi()
  const models = useQuery(modelsQuery(api))
  const model = models.data?.[0]?.id
  const suggest = useMutation({
    mutationFn: (asked: string) => suggestTraits(api, asked, draft),
    onSuccess: ({ positive, negative }) =>
      onChange({ traits: { positive: positive.join('\n'), negative: negative.join('\n') } }),
    meta: { told: 'in place' },
  })
  const { traits, source, positive, negative } = draft
  const isEmpty = traits.positive.trim() === '' && traits.negative.trim() === ''
  return (
    <>
      <p className="muted">
        A few traits of the answers at either pole, which the model is told when it writes examples. Left empty, the
        model lists them during the fit.
      </p>
      {source !== 'self-generated' && (
        <p className="warning">They are used only where the model writes the examples itself, which is not chosen.</p>
      )}
      <div className="buttons suggest">
        <span className="muted" role="status">
          {suggest.isPending && 'The model is being asked…'}
          {suggest.isSuccess && 'Suggested by the model; change what is not right.'}
        </span>
        <button
          type="button"
          className="button button-small"
          disabled={model === undefined || suggest.isPending}
          onClick={() => model !== undefined && suggest.mutate(model)}
        >
          {isEmpty ? 'Let the model suggest' : 'Suggest others instead'}
        </button>
      </div>
      <ProblemNote problem={suggest.error && toProblem(suggest.error)} />
      <TraitsFields
        traits={traits}
        poles={{ positive: positive.name, negative: negative.name }}
        onChange={(changed) => onChange({ traits: changed })}
      />
    </>
  )
}
