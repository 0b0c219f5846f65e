/** What the edge answers, as JSON. Types only: the schemas behind them stay out of the page. */
import type { z } from 'zod'
import type { Strength } from '../../../../shared/wire/steering.ts'
import type { newFit } from '../../../wire/fit.ts'

export type { Axis } from '../../../wire/axis.ts'
export type { Fit } from '../../../wire/fit.ts'
export type { Model } from '../../../wire/model.ts'
export type { Profile } from '../../../wire/profile.ts'
export type { Project } from '../../../wire/project.ts'

/** `POST /v1/fits`. Fields left out take the server's defaults. */
export type FitOrder = z.input<typeof newFit>

/** By axis id. */
export type Strengths = Record<string, Strength>

export type List<T> = { object: 'list'; data: T[] }
