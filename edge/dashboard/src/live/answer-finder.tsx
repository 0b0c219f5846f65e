/** One answer, by its id: how far it is, by what it is steered, and a way to stop it. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { Panel } from '../ui/panel.tsx'
import { TextField } from '../ui/text-field.tsx'
import { AnswerShown } from './answer-shown.tsx'

export function AnswerFinder() {
  const { answer } = useSearch({ from: '/live' })
  const navigate = useNavigate({ from: '/live' })
  const [id, setId] = useState(answer ?? '')
  useEffect(() => setId(answer ?? ''), [answer])
  function submit(event: FormEvent) {
    event.preventDefault()
    void navigate({ search: { answer: id.trim() || undefined }, replace: true })
  }
  return (
    <Panel title="One answer" lead="Its id is in every answer and every chunk of one, whichever API it was asked by.">
      <form className="finder" onSubmit={submit}>
        <TextField
          label="Id of the answer"
          placeholder="chatcmpl_…"
          isCode
          required
          maxLength={256}
          value={id}
          onChange={setId}
        />
        <button type="submit" className="button">
          Find it
        </button>
      </form>
      {answer && <AnswerShown key={answer} id={answer} />}
    </Panel>
  )
}
