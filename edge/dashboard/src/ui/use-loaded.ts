/** A value that is fetched when the component appears, and again on request. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Problem, toProblem } from '../api/problem.ts'

/** @param load must keep its identity between renders. A failed reload keeps the value that was there. */
export function useLoaded<T>(load: () => Promise<T>) {
  const [value, setValue] = useState<T | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const latest = useRef(0)

  const reload = useCallback(async () => {
    latest.current += 1
    const mine = latest.current
    const isStale = () => mine !== latest.current
    try {
      const loaded = await load()
      if (isStale()) return
      setValue(loaded)
      setProblem(null)
    } catch (thrown) {
      if (!isStale()) setProblem(toProblem(thrown))
    }
  }, [load])

  useEffect(() => {
    void reload()
  }, [reload])

  return { value, problem, reload }
}
