/** What an administrator may choose of how profiles learn. */
import { KIND_WEIGHTS } from './forgetting.ts'
import { REACH } from './informative-pair.ts'
import type { SignalKind } from './stored-evidence.ts'

export type LearningSettings = {
  enabled: boolean
  half_life_days: number | null
  retention_days: number
  weights: Record<SignalKind, number>
  explore: boolean
  /** How far from what is believed an answer may be that explores, on any axis, in noticeable steps. */
  explore_steps: number
}

/** Less leaves no two candidates that anybody could tell apart. */
export const LEAST_EXPLORE_STEPS = 0.5
export const MOST_EXPLORE_STEPS = 4

export const MAX_SIGNAL_WEIGHT = 4

export const DEFAULT_LEARNING: LearningSettings = {
  enabled: true,
  half_life_days: 180,
  retention_days: 730,
  weights: { ...KIND_WEIGHTS },
  explore: true,
  explore_steps: REACH,
}
