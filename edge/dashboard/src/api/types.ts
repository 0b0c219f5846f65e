/** What the edge answers, as the description of the API names it. */

import type { z } from 'zod'
import type { Schemas } from '../../../../clients/typescript/src/operations.ts'
import type { FitSpec } from '../../../../shared/wire/fit.ts'
import type { Strength } from '../../../../shared/wire/steering.ts'
import type { Axis } from '../../../wire/axis.ts'
import type { DirectionShown } from '../../../wire/direction.ts'
import type { newFit } from '../../../wire/fit.ts'

export type { FitStage as Stage } from '../../../../shared/wire/fit.ts'
// The description calls optional what has a default, although answers always hold it: these are the server's own types.
export type { Condition } from '../../../../shared/wire/steering.ts'
export type { ExperimentShown as Experiment, ExperimentWithStatistics } from '../../../wire/experiment.ts'
export type { Fit } from '../../../wire/fit.ts'
export type { Limits } from '../../../wire/limits.ts'
export type { Project as ProjectSettings } from '../../../wire/project.ts'
export type { Refit } from '../../../wire/refit.ts'
export type { UsageGroup } from '../../../wire/usage.ts'
export type { Axis }
export type Direction = DirectionShown

export type AcceptedInvitation = Schemas['AcceptedInvitation']
export type AuditEntry = Schemas['AuditEntry']
export type CurrentSession = Schemas['CurrentSession']
export type Explanation = Schemas['Explanation']
/** `POST /v1/fits`. Fields left out take the server's defaults. */
export type FitOrder = z.input<typeof newFit>
export type Invitation = Schemas['Invitation']
export type Issuer = Schemas['Issuer']
export type Key = Schemas['Key']
export type KeyWithSecret = Schemas['KeyWithSecret']
export type Member = Schemas['Member']
export type Model = Schemas['Model']
export type Profile = Schemas['Profile']
export type Project = Schemas['Project']
export type Signal = Schemas['Signal']
export type UsageItem = Schemas['UsageOfGroup']
export type Webhook = Schemas['Webhook']
export type WebhookDelivery = Schemas['WebhookDelivery']
export type WebhookWithSecret = Schemas['WebhookWithSecret']
export type Worker = Schemas['Worker']

export type Correlation = NonNullable<Axis['active']>['correlated'][number]

export type Characteristics = NonNullable<FitSpec['characteristics']>

/** By axis id. */
export type Strengths = Record<string, Strength>
