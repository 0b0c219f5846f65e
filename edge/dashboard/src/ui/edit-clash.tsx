/** Somebody else changed what is being edited: both versions, and which of them to go on with. */
import type { Clash } from './edit.ts'

type Props<Form extends object> = {
  clashes: readonly Clash<Form>[]
  names: { readonly [Field in keyof Form]: string }
  /** A field's value in words. */
  show: (field: keyof Form, value: unknown) => string
  onGoOn: (givenUp: readonly (keyof Form)[]) => void
}

export function EditClash<Form extends object>({ clashes, names, show, onGoOn }: Props<Form>) {
  if (clashes.length === 0) return null
  const both = clashes.filter(({ isTyped }) => isTyped).map(({ field }) => field)
  return (
    <section className="warning clash" role="alert" aria-label="Changed meanwhile">
      <p>
        <strong>Somebody changed this while you were editing.</strong> Nothing that you typed is lost, and nothing of it
        is saved yet.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Theirs, stored now</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {clashes.map(({ field, theirs, isTyped, yours }) => (
            <tr key={String(field)}>
              <th scope="row">{names[field]}</th>
              <td>{show(field, theirs)}</td>
              <td>{isTyped ? show(field, yours) : <span className="muted">as theirs</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="buttons">
        {both.length > 0 && (
          <button type="button" className="button button-small" onClick={() => onGoOn(both)}>
            Take theirs
          </button>
        )}
        <button type="button" className="button button-small button-primary" onClick={() => onGoOn([])}>
          {both.length > 0 ? 'Keep mine' : 'Go on'}
        </button>
      </div>
    </section>
  )
}
