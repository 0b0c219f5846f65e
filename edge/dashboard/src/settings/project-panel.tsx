/** The project's settings, which two admins may be changing at once: the later one is told, and loses nothing. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useMemo } from 'react'
import { toProblem } from '../api/problem.ts'
import { keys } from '../api/query-keys.ts'
import type { ProjectSettings } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import type { Tagged } from '../ui/edit.ts'
import { EditClash } from '../ui/edit-clash.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { Panel } from '../ui/panel.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { SaveBar } from '../ui/save-bar.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { SwitchField } from '../ui/switch-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'
import { useEdit } from '../ui/use-edit.ts'
import { DefaultEdits } from './default-edits.tsx'
import { LearningFields } from './learning-fields.tsx'
import { changeOf, formOf, inWords, lasting, NAMES } from './project-form.ts'

const BASES = ['raw', 'orthogonal'] as const
const BASIS_HINTS: Record<ProjectSettings['basis'], string> = {
  raw: 'Each axis moves along its direction as fitted; moving one may move others that are correlated with it.',
  orthogonal: 'Directions are freed of what they share, so that moving one axis does not move another.',
}
const HOUR = 3600
const MOST_HOURS = 30 * 24

export function ProjectPanel({ stored }: { stored: Tagged<ProjectSettings> }) {
  const api = useApi()
  const queries = useQueryClient()
  const now = useMemo(() => ({ value: formOf(stored.value), tag: stored.tag }), [stored])
  const edit = useEdit('settings.project', now)
  const { value: form, set } = edit
  const readAgain = () => queries.invalidateQueries({ queryKey: keys.project })

  const save = useMutation({
    meta: { told: 'in place' },
    mutationFn: () =>
      api.patch('/v1/project', {
        body: changeOf(form, edit.fields),
        ...(edit.tag !== null && { headers: { 'if-match': edit.tag } }),
      }),
    onSuccess: async () => {
      await readAgain()
      edit.discard()
      toast({ message: 'Settings saved. They hold from the next request on.' })
    },
    // Somebody else was first: what they stored is read, and shown beside what was typed here.
    onError: (thrown) => toProblem(thrown).status === 412 && readAgain(),
  })
  const problem = save.error ? toProblem(save.error) : null
  // What is being saved is not told as somebody else's change while it is read again.
  const clashes = save.isPending ? [] : edit.clashes
  const isAbout = (field: string) => problem?.param?.startsWith(field) === true

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }
  function goOn(givenUp: Parameters<typeof edit.goOn>[0]) {
    save.reset()
    edit.goOn(givenUp)
  }

  return (
    <Panel title="Project" lead="In force from the next request on; running answers keep what they began with.">
      <form className="panel-form" onSubmit={submit}>
        <TextField
          label="Name"
          required
          maxLength={100}
          value={form.name}
          isWrong={isAbout('name')}
          onChange={(name) => set('name', name)}
        />
        <div className="field-grid">
          <SelectField
            label="Basis"
            hint={BASIS_HINTS[form.basis]}
            options={BASES}
            value={form.basis}
            onChange={(basis) => set('basis', basis)}
          />
          <NumberField
            label="Hours for which answers are kept"
            {...{ min: 0, max: MOST_HOURS, step: 1 }}
            value={form.answer_retention_seconds / HOUR}
            hint={retentionHint(form.answer_retention_seconds)}
            onChange={(hours) => set('answer_retention_seconds', Math.round(hours * HOUR))}
          />
        </div>
        <DefaultEdits edits={form.default_edits} onChange={(edits) => set('default_edits', edits)} />
        <TextField
          label="Origins of web pages that may call the API"
          rows={Math.max(2, form.origins.length)}
          isCode
          placeholder="https://app.example.com"
          hint="One a line, without a path. A key in a page is seen by whoever opens it: give pages a user’s token."
          value={form.origins.join('\n')}
          isWrong={isAbout('origins')}
          onChange={(text) => set('origins', text === '' ? [] : text.split('\n'))}
        />
        <SwitchField label="Log prompts" checked={form.log_prompts} onChange={(on) => set('log_prompts', on)}>
          The operator’s logs and traces hold the first 4,000 characters of what is asked. Off, they hold nothing that
          anybody wrote.
        </SwitchField>
        <LearningFields form={form} onChange={set} />
        <EditClash clashes={clashes} names={NAMES} show={inWords} onGoOn={goOn} />
        {/* Of a conflict, both versions say more than its message. */}
        {clashes.length === 0 && <ProblemNote problem={problem} />}
        <SaveBar
          changed={Object.keys(edit.fields).map((field) => NAMES[field as keyof typeof NAMES])}
          isBusy={save.isPending}
          isHeld={clashes.length > 0}
          onDiscard={() => {
            save.reset()
            edit.discard()
          }}
        />
      </form>
    </Panel>
  )
}

const retentionHint = (seconds: number) =>
  seconds === 0
    ? 'None is ever written to a disk; background and resuming are refused.'
    : `${lasting(seconds)}: so long they can be fetched, resumed and gone on from.`
