/** A time of the API: how long ago, and on hover exactly when. */
import { ago, dateTime } from './format.ts'

export const Time = ({ at }: { at: number }) => (
  <time dateTime={new Date(at * 1000).toISOString()} title={dateTime(at)}>
    {ago(at)}
  </time>
)
