/** What an administrator may choose of how profiles learn. */
import { KIND_WEIGHTS } from './forgetting.ts'
import type { SignalKind } from './stored-evidence.ts'

export type LearningSettings = {
  enabled: boolean
  half_life_days: number | null
  retention_days: number
  weights: Record<SignalKind, number>
  explore: boolean
}

export const MAX_SIGNAL_WEIGHT = 4

export const DEFAULT_LEARNING: LearningSettings = {
  enabled: true,
  half_life_days: 180,
  retention_days: 730,
  weights: { ...KIND_WEIGHTS },
  explore: true,
}
