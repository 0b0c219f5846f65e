/** What somebody is typing, kept over a reload in this tab, and gone when they sign out. */
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react'

const PREFIX = 'attune.draft.'

/**
 * As `useState`.
 * @param name of what is typed; the same name finds it again. Null: it is not kept.
 */
export function useDraft<T>(name: string | null, initial: T): [T, Dispatch<SetStateAction<T>>] {
  const [value, setValue] = useState<T>(() => (name === null ? initial : (stored<T>(name) ?? initial)))
  useEffect(() => {
    if (name === null) return
    // What is as it was at first is not kept, so that nothing is stored of a page where nothing was typed.
    if (JSON.stringify(value) === JSON.stringify(initial)) sessionStorage.removeItem(PREFIX + name)
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value))
  }, [name, value, initial])
  return [value, setValue]
}

function stored<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name) ?? 'null') as T | null
  } catch {
    return null
  }
}

/** For what has been sent, and whose fields are gone. */
export const forgetDraft = (name: string) => sessionStorage.removeItem(PREFIX + name)

export function forgetDrafts() {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name)
}
