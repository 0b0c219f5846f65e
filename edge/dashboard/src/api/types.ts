/** What the edge answers, as JSON. Types only: the schemas behind them stay out of the page. */
import type { z } from 'zod'
import type { FitSpec } from '../../../../shared/wire/fit.ts'
import type { Strength } from '../../../../shared/wire/steering.ts'
import type { Axis } from '../../../wire/axis.ts'
import type { newFit } from '../../../wire/fit.ts'

export type { FitStage as Stage } from '../../../../shared/wire/fit.ts'
export type { DirectionShown } from '../../../wire/direction.ts'
export type { Fit } from '../../../wire/fit.ts'
export type { Model } from '../../../wire/model.ts'
export type { Profile } from '../../../wire/profile.ts'
export type { Project } from '../../../wire/project.ts'
export type { CurrentSession } from '../../../wire/session.ts'
export type { Axis }

export type Correlation = NonNullable<Axis['active']>['correlated'][number]

export type Characteristics = NonNullable<FitSpec['characteristics']>

/** `POST /v1/fits`. Fields left out take the server's defaults. */
export type FitOrder = z.input<typeof newFit>

/** By axis id. */
export type Strengths = Record<string, Strength>

export type List<T> = { object: 'list'; data: T[] }
