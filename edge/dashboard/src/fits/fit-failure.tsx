/** Why a fit failed, in the server's words, and what to try. */
import type { Fit } from '../api/types.ts'
import { adviceOn } from './failure-advice.ts'

export function FitFailure({ error }: { error: NonNullable<Fit['error']> }) {
  const advice = adviceOn(error.code)
  return (
    <div className="fit-failure" role="alert">
      <p className="field-problem">{error.message}</p>
      {advice.length > 0 && (
        <>
          <p>What to try:</p>
          <ul className="reasons">
            {advice.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
