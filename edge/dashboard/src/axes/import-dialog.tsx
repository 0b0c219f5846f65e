/** Takes a direction's file, or a control vector of llama.cpp or repeng, as the next version. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { modelsQuery } from '../api/queries.ts'
import { keys } from '../api/query-keys.ts'
import type { Axis } from '../api/types.ts'
import { useApi } from '../session/session.ts'
import { Modal } from '../ui/modal.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { toast } from '../ui/toast.tsx'
import { isControlVector, uploadDirection } from './upload-direction.ts'

const LARGEST_SCALE = 100

export function ImportDialog({ axis, onClose }: { axis: Axis; onClose: () => void }) {
  const id = useId()
  const api = useApi()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const models = useQuery(modelsQuery(api))
  const [file, setFile] = useState<File | null>(null)
  const [isVector, setVector] = useState(false)
  const [model, setModel] = useState<string | null>(null)
  const [scale, setScale] = useState(1)
  const [activate, setActivate] = useState(false)

  const upload = useMutation({
    mutationFn: (chosen: File) => {
      const served = model ?? models.data?.[0]?.id
      const conversion = isVector ? { scale, ...(served !== undefined && { model: served }) } : {}
      return uploadDirection(api, axis.id, chosen, { activate: activate ? 'always' : 'never', ...conversion })
    },
    onSuccess: async ({ version }) => {
      toast({ message: `It is version ${version} of ${axis.id}.` })
      onClose()
      await navigate({ to: '/axes/$axis/versions/$version', params: { axis: axis.id, version: String(version) } })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.axes }),
    meta: { told: 'in place' },
  })

  async function choose(chosen: File | null) {
    setFile(chosen)
    setVector(chosen !== null && (await isControlVector(chosen)))
    upload.reset()
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (file) upload.mutate(file)
  }

  return (
    <Modal
      title={`Import a version of ${axis.id}`}
      lead="A direction’s file, as ‘Export’ gives it (safetensors), or a control vector of llama.cpp or repeng (GGUF)."
      onClose={onClose}
    >
      {(close) => (
        <form onSubmit={submit}>
          <div className="field">
            <label htmlFor={`${id}-file`}>File</label>
            <input
              id={`${id}-file`}
              type="file"
              required
              accept=".safetensors,.gguf"
              onChange={(event) => void choose(event.target.files?.[0] ?? null)}
            />
          </div>
          {isVector && (
            <>
              <p className="muted">
                A control vector: strength +1 adds it, −1 its opposite. Nobody has tested what it does, so its direction
                is unverified.
              </p>
              <div className="fields">
                <div className="field">
                  <label htmlFor={`${id}-model`}>For the model</label>
                  <select
                    id={`${id}-model`}
                    value={model ?? models.data?.[0]?.id ?? ''}
                    onChange={(event) => setModel(event.target.value)}
                  >
                    {(models.data ?? []).map((one) => (
                      <option key={one.id}>{one.id}</option>
                    ))}
                  </select>
                </div>
                <NumberField
                  label="Times"
                  hint="What the vector is multiplied by."
                  min={-LARGEST_SCALE}
                  max={LARGEST_SCALE}
                  step={0.1}
                  value={scale}
                  onChange={setScale}
                />
              </div>
            </>
          )}
          <label className="switch">
            <input type="checkbox" checked={activate} onChange={(event) => setActivate(event.target.checked)} />
            <span>
              Activate it at once <small className="muted">for everyone, from the next answer on</small>
            </span>
          </label>
          <ProblemNote problem={upload.error && toProblem(upload.error)} />
          <footer className="buttons">
            <button type="button" className="button button-quiet" onClick={close}>
              Cancel
            </button>
            <button type="submit" className="button button-primary" disabled={file === null || upload.isPending}>
              {upload.isPending ? 'Importing…' : 'Import'}
            </button>
          </footer>
        </form>
      )}
    </Modal>
  )
}
