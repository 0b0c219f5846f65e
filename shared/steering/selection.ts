/** Slots that act after some prompts only: decided once an answer, by the last prompt token's state at the slot's hook. */
import { dot, type Edit } from './edit.ts'
import type { Hook } from './hook.ts'
import type { RankSlot } from './slot.ts'

/** What lay at each hook, unedited, at the last prompt token: [H]. */
export type PromptStates = ReadonlyMap<Hook, Float32Array>

/** Where slots want to know the prompt's state, and the state's width H there. */
export type SelectiveHooks = ReadonlyMap<Hook, number>

export const selectiveHooks = (edit: Edit): SelectiveHooks =>
  new Map(
    [...edit].flatMap(([hook, { slots }]): [Hook, number][] => {
      const selective = slots.find(({ whenOpposed }) => whenOpposed)
      return selective ? [[hook, selective.u.length]] : []
    }),
  )

/** The edit as it acts after a prompt; null: before the prompt is read, when slots that depend on it do not act. */
export function afterPrompt(edit: Edit, prompt: PromptStates | null): Edit {
  if (selectiveHooks(edit).size === 0) return edit
  const acts = (hook: Hook, { u, whenOpposed }: RankSlot) => {
    if (!whenOpposed) return true
    const state = prompt?.get(hook)
    return state !== undefined && dot(state, u) <= 0
  }
  return new Map(
    [...edit].map(([hook, { e, slots }]) => [hook, { e, slots: slots.filter((slot) => acts(hook, slot)) }]),
  )
}
