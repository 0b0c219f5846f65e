/** What the edge answers, as JSON. Types only: the schemas behind them stay out of the page. */
import type { z } from 'zod'
import type { FitSpec, FitStage } from '../../../../shared/wire/fit.ts'
import type { Strength } from '../../../../shared/wire/steering.ts'
import type { Axis as AnyAxis } from '../../../wire/axis.ts'
import type { Fit as AnyFit, newFit } from '../../../wire/fit.ts'
import type { Project as AnyProject } from '../../../wire/project.ts'

export type { DirectionShown } from '../../../wire/direction.ts'
export type { Model } from '../../../wire/model.ts'
export type { Profile } from '../../../wire/profile.ts'

export type Axis = Omit<AnyAxis, 'active'> & {
  active:
    | (NonNullable<AnyAxis['active']> & {
        /** Other axes whose active directions point much the same way, or against it. */
        correlated?: Correlation[]
      })
    | null
}
export type Correlation = { axis: string; cosine: number }

/** The stage `report`, the full evaluation, comes when the direction can be used already. */
export type Stage = FitStage | 'report'

/** A server may leave out what is long: what was asked for, and what the model listed for it. */
export type Fit = Omit<AnyFit, 'stage' | 'stages'> & {
  stage: Stage | null
  stages: { stage: Stage; seconds: number; note: string }[]
  /** What was asked for. */
  spec?: FitSpec
  /** What the model listed. */
  characteristics?: Characteristics | null
}
export type Characteristics = NonNullable<FitSpec['characteristics']>

/** `POST /v1/fits`. Fields left out take the server's defaults. */
export type FitOrder = z.input<typeof newFit>

/** By axis id. */
export type Strengths = Record<string, Strength>

export type List<T> = { object: 'list'; data: T[] }

/** In the basis `orthogonal` axes that overlap are kept apart. */
export type Project = AnyProject & { basis?: 'raw' | 'orthogonal' }
