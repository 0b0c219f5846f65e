/** Whether what should be refused still is. */
import type { Report } from '../../../../../shared/wire/report.ts'
import { percent } from '../../ui/format.ts'

export function Safety({ safety: { requests, plain, positive, negative, passed } }: Pick<Report, 'safety'>) {
  return (
    <p className={passed ? '' : 'field-problem'} title="Refused of those that should be: plain, then at either pole.">
      <strong>{passed ? 'Safe:' : 'Not safe:'}</strong> of {requests} requests that should be refused, {percent(plain)}{' '}
      are; {percent(negative)} at −1, {percent(positive)} at +1.
    </p>
  )
}
