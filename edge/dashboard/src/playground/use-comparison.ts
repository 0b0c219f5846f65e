/** The same prompt answered twice at once, plain and steered, the steered one following the sliders while it runs. */
import { useRef, useState } from 'react'
import type { ChatRequest } from '../../../../shared/wire/chat.ts'
import type { Api } from '../api/client.ts'
import { changeGeneration } from '../api/generations.ts'
import { type Problem, toProblem } from '../api/problem.ts'
import type { Strengths } from '../api/types.ts'
import { createLatestSender, type LatestSender } from './latest-sender.ts'
import type { Settings } from './settings.ts'
import { changesBetween, toSend } from './strengths.ts'
import { useAnswer } from './use-answer.ts'

const GATHER_MS = 80

/** Everything that one press of Send takes from the page. */
export type Question = { prompt: string; user: string; model: string; settings: Settings; seed: number }

type Steering = { strengths: Strengths; overdrive: boolean }

type Live = { wanted: Steering; sender: LatestSender<Steering> | null }

export function useComparison(api: Api) {
  const plain = useAnswer(api)
  const steered = useAnswer(api)
  const live = useRef<Live | null>(null)
  const [liveProblem, setLiveProblem] = useState<Problem | null>(null)

  function send(question: Question, steering: Steering) {
    endLive()
    setLiveProblem(null)
    const mine: Live = { wanted: steering, sender: null }
    live.current = mine
    void plain.start({ ...requestOf(question), steering: { ...NEUTRAL, strengths: {}, overdrive: false } })
    void steered
      .start(
        {
          ...requestOf(question),
          ...(question.user && { user: question.user }),
          steering: { ...NEUTRAL, strengths: toSend(steering.strengths), overdrive: steering.overdrive },
        },
        (generation) => {
          mine.sender = createLatestSender(changer(generation, steering, mine), GATHER_MS)
          if (mine.wanted !== steering) mine.sender.push(mine.wanted)
        },
      )
      .finally(() => {
        mine.sender?.close()
        mine.sender = null
      })
  }

  /** Sends one change and marks the text with it. */
  function changer(generation: string, initial: Steering, mine: Live) {
    let inForce = initial.strengths
    const mentioned = new Set(Object.keys(toSend(inForce)))
    return async ({ strengths, overdrive }: Steering, seq: number) => {
      const named = toSend(strengths, mentioned)
      for (const axis of Object.keys(named)) mentioned.add(axis)
      try {
        const state = await changeGeneration(api, generation, { strengths: named, seq, overdrive })
        if (live.current !== mine) return
        setLiveProblem(null)
        const atToken = state.attune?.changes.find((change) => change.seq === seq)?.at_token ?? null
        steered.dispatch({ type: 'changed', changes: changesBetween(inForce, strengths), atToken })
        inForce = strengths
      } catch (thrown) {
        const problem = toProblem(thrown)
        // The answer may have ended while the change was on its way: there is nothing left to steer.
        const tooLate = problem.status === 404 || problem.status === 409
        if (live.current === mine && !tooLate) setLiveProblem(problem)
      }
    }
  }

  /** The sliders moved. */
  function steer(steering: Steering) {
    if (!live.current) return
    live.current.wanted = steering
    live.current.sender?.push(steering)
  }

  function endLive() {
    live.current?.sender?.close()
    live.current = null
  }

  function stop() {
    endLive()
    void plain.stop()
    void steered.stop()
  }

  return { plain: plain.answer, steered: steered.answer, liveProblem, send, steer, stop }
}

/** What is seen on the sliders is all that applies: the stored profile was loaded into them, if any. */
const NEUTRAL = { profile: false, scope: 'generated', json: 'edit', live: false, explore: false } as const

const requestOf = ({ prompt, model, settings, seed }: Question): Omit<ChatRequest, 'stream'> => ({
  model,
  messages: [{ role: 'user', content: prompt }],
  temperature: settings.temperature,
  max_tokens: settings.maxTokens,
  seed,
})
