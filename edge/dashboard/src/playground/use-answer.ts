/** Runs one streamed answer at a time and keeps its state. */
import { useEffect, useReducer, useRef } from 'react'
import type { ChatRequest } from '../../../../shared/wire/chat.ts'
import type { Api } from '../api/client.ts'
import { cancelGeneration, streamChat } from '../api/generations.ts'
import { isAbort, toProblem } from '../api/problem.ts'
import { answerReducer, IDLE } from './answer.ts'

type Run = { abort: AbortController; generation: string | null }

export function useAnswer(api: Api) {
  const [answer, dispatch] = useReducer(answerReducer, IDLE)
  const current = useRef<Run | null>(null)
  useEffect(() => () => current.current?.abort.abort(), [])

  /** @param onBegun told the generation's id as soon as it is known. Resolves when the answer has ended, however. */
  async function start(request: Omit<ChatRequest, 'stream'>, onBegun: (generation: string) => void = () => {}) {
    current.current?.abort.abort()
    const run: Run = { abort: new AbortController(), generation: null }
    current.current = run
    dispatch({ type: 'sent', at: performance.now() })
    try {
      for await (const chunk of streamChat(api, request, run.abort.signal)) {
        if (run.generation === null) {
          run.generation = chunk.id
          onBegun(chunk.id)
        }
        dispatch({ type: 'chunk', chunk, at: performance.now() })
      }
      dispatch({ type: 'finished' })
    } catch (thrown) {
      if (!isAbort(thrown)) dispatch({ type: 'failed', problem: toProblem(thrown) })
    } finally {
      if (current.current === run) current.current = null
    }
  }

  async function stop() {
    const run = current.current
    if (!run) return
    current.current = null
    run.abort.abort()
    dispatch({ type: 'stopped' })
    if (run.generation === null) return
    // The receipt of what was written so far. Without it the text stands all the same.
    const state = await cancelGeneration(api, run.generation).catch(() => null)
    if (state && current.current === null) dispatch({ type: 'settled', state })
  }

  return { answer, dispatch, start, stop }
}
