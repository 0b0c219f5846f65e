/** Removes what cannot be brought back, once there is no undoing it any more; until then it is only out of sight. */
import { useState } from 'react'
import { toProblem } from '../api/problem.ts'
import { toast, undoable } from './toast.tsx'

export function useRemoval(removeForGood: (id: string) => Promise<unknown>) {
  const [gone, setGone] = useState<readonly string[]>([])
  const comeBack = (id: string) => setGone((before) => before.filter((one) => one !== id))

  function remove(id: string, message: string) {
    setGone((before) => [...before, id])
    undoable(message, {
      undo: () => comeBack(id),
      commit: () =>
        void removeForGood(id).catch((thrown: unknown) => {
          comeBack(id)
          toast({ kind: 'problem', message: toProblem(thrown).message })
        }),
    })
  }
  return { isGone: (id: string) => gone.includes(id), remove }
}
