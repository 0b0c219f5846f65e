/** Says that the server does not answer, for as long as it does not; then has everything on show read again. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { toast } from '../ui/toast.tsx'
import { useIsConnectionLost } from './connection.ts'

export function ConnectionNote() {
  const lost = useIsConnectionLost()
  const wasLost = useRef(false)
  const queries = useQueryClient()
  useEffect(() => {
    if (wasLost.current && !lost) {
      toast({ message: 'Connected again.' })
      void queries.invalidateQueries()
    }
    wasLost.current = lost
  }, [lost, queries])
  return (
    <div className="connection" role="status">
      {lost && 'Connection lost. What is shown may be old; trying again…'}
    </div>
  )
}
