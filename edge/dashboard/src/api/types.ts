/** What the edge answers, as JSON. The parts that a worker makes keep their shared types. */
import type { Evaluation, FitSource, FitStage, FitStatus, Pair, Pole } from '../../../../shared/wire/fit.ts'
import type { ModelCard } from '../../../../shared/wire/generate.ts'
import type { Strength } from '../../../../shared/wire/steering.ts'

/** By axis id. */
export type Strengths = Record<string, Strength>

export type Project = { id: string; name: string; created: number }

export type Model = { id: string; object: 'model'; attune?: ModelCard }

export type Axis = {
  object: 'axis'
  id: string
  /** +1 is this pole. */
  positive: Pole
  negative: Pole
  active: { version: number; hash: string; verified: boolean; evaluation: Evaluation | null } | null
  versions: number
  created: number
}

export type Profile = {
  object: 'profile'
  user: string
  /** False for a user never seen: the strengths are the project's default. */
  stored: boolean
  strengths: Strengths
  updated: number | null
}

export type Fit = {
  object: 'fit'
  id: string
  axis: string
  state: FitStatus['state']
  stage: FitStage | null
  /** 0 to 1 over the whole fit. */
  progress: number
  message: string
  stages: FitStatus['stages']
  error: FitStatus['error']
  direction: { version: number; hash: string } | null
  evaluation: Evaluation | null
  activated: boolean
  created: number
  updated: number
}

/** `POST /v1/fits`. Fields left out take the server's defaults. */
export type FitOrder = {
  axis: { id: string; positive: Pole; negative: Pole }
  source: FitSource
  pairs?: Pair[]
  anchors?: Pair[]
  activate: 'auto' | 'never'
}

export type List<T> = { object: 'list'; data: T[] }
