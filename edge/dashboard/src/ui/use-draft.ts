/** What somebody is typing, kept over a reload in this tab, and gone when they sign out. */
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react'
import { useSession } from '../session/session.ts'

const PREFIX = 'attune.draft.'

/**
 * As `useState`.
 * @param name of what is typed; the same name finds it again. Null: it is not kept.
 */
export function useDraft<T>(name: string | null, initial: T): [T, Dispatch<SetStateAction<T>>] {
  const { project } = useSession()
  // What was typed for one project is nothing to another.
  const key = name === null ? null : keyOf(project, name)
  const [value, setValue] = useState<T>(() => (key === null ? initial : (stored<T>(key) ?? initial)))
  useEffect(() => {
    if (key === null) return
    // What is as it was at first is not kept, so that nothing is stored of a page where nothing was typed.
    if (JSON.stringify(value) === JSON.stringify(initial)) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(value))
  }, [key, value, initial])
  return [value, setValue]
}

function stored<T>(key: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null
  } catch {
    return null
  }
}

/** For what has been sent, and whose fields are gone by then. */
export function useForgetDraft(): (name: string) => void {
  const { project } = useSession()
  return (name) => sessionStorage.removeItem(keyOf(project, name))
}

const keyOf = (project: string, name: string): string => `${PREFIX}${project}.${name}`

export function forgetDrafts() {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name)
}
