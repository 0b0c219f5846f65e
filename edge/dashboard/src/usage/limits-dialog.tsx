/** Changes the limits, unless somebody else has meanwhile: then both versions are shown. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useMemo } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import type { Limits } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import type { Tagged } from '../ui/edit.ts'
import { EditClash } from '../ui/edit-clash.tsx'
import { Modal } from '../ui/modal.tsx'
import { NumberField, OptionalNumberField } from '../ui/number-field.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SaveBar } from '../ui/save-bar.tsx'
import { toast } from '../ui/toast.tsx'
import { useEdit } from '../ui/use-edit.ts'
import { formOf, inWords, type LimitsForm, limitsOf, NAMES } from './limits-form.ts'

const MOST = 2 ** 40
const GIB = 2 ** 30
const MOST_GIB = MOST / GIB

const BUDGET = ['tokens_per_month', 'fits_per_day'] as const
const RATES = {
  'Of each key that has no limits of its own': ['key.requests_per_minute', 'key.tokens_per_minute', 'key.running'],
  'Of each user': ['user.requests_per_minute', 'user.tokens_per_minute', 'user.running'],
} as const
const STORED = ['profiles', 'axes', 'private_axes', 'versions'] as const

export function LimitsDialog({ stored, onClose }: { stored: Tagged<Limits>; onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const now = useMemo(() => ({ value: formOf(stored.value), tag: stored.tag }), [stored])
  const edit = useEdit<LimitsForm>('usage.limits', now)
  const { value: form, set } = edit
  const readAgain = () => queries.invalidateQueries({ queryKey: keys.limits })
  const save = useMutation({
    meta: { told: 'in place' },
    mutationFn: () =>
      api.put('/v1/limits', {
        body: limitsOf(form),
        ...(edit.tag !== null && { headers: { 'if-match': edit.tag } }),
      }),
    onSuccess: async () => {
      await readAgain()
      edit.discard()
      toast({ message: 'Limits saved. They hold within five seconds.' })
      onClose()
    },
    onError: (thrown) => toProblem(thrown).status === 412 && readAgain(),
  })
  const problem = save.error ? toProblem(save.error) : null
  // What is being saved is not told as somebody else's change while it is read again.
  const clashes = save.isPending ? [] : edit.clashes

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }
  const limit = (field: keyof LimitsForm, least = 1) => (
    <OptionalNumberField
      key={field}
      label={NAMES[field]}
      {...{ min: least, max: MOST, step: 1, placeholder: 'no limit' }}
      value={form[field]}
      onChange={(value) => set(field, value as never)}
    />
  )
  return (
    <Modal title="Limits" lead="An empty field is no limit." isWide onClose={onClose}>
      <form onSubmit={submit}>
        <fieldset className="limits">
          <legend>Of the project</legend>
          <div className="field-grid">
            {BUDGET.map((field) => limit(field, 0))}
            {limit('running')}
            <NumberField
              label="Warning at, in %"
              {...{ min: 1, max: 100, step: 1 }}
              value={Math.round(form.warn_at * 100)}
              onChange={(percents) => set('warn_at', percents / 100)}
            />
          </div>
        </fieldset>
        {Object.entries(RATES).map(([legend, fields]) => (
          <fieldset key={legend} className="limits">
            <legend>{legend}</legend>
            <div className="field-grid">{fields.map((field) => limit(field))}</div>
          </fieldset>
        ))}
        <fieldset className="limits">
          <legend>Stored at most</legend>
          <div className="field-grid">
            {STORED.map((field) => (
              <NumberField
                key={field}
                label={NAMES[field]}
                {...{ min: 0, max: MOST, step: 1 }}
                value={form[field]}
                onChange={(value) => set(field, value)}
              />
            ))}
            <NumberField
              label="Directions’ files, in GiB"
              {...{ min: 0, max: MOST_GIB, step: 0.1 }}
              value={form.artifact_bytes / GIB}
              onChange={(gib) => set('artifact_bytes', Math.round(gib * GIB))}
            />
          </div>
        </fieldset>
        <EditClash
          clashes={clashes}
          names={NAMES}
          show={inWords}
          onGoOn={(givenUp) => {
            save.reset()
            edit.goOn(givenUp)
          }}
        />
        {clashes.length === 0 && <ProblemNote problem={problem} />}
        <SaveBar
          changed={Object.keys(edit.fields).map((field) => NAMES[field as keyof LimitsForm])}
          isBusy={save.isPending}
          isHeld={clashes.length > 0}
          onDiscard={() => {
            save.reset()
            edit.discard()
          }}
        />
      </form>
    </Modal>
  )
}
