/** What the edge asks of a worker. All of it travels signed. */
import { z } from 'zod'
import { MAX_ACTING_USERS } from '../owner.ts'
import { listOf, textOf, wholeBetween, wholeFrom } from './bounds.ts'
import { deadline, finishReason, MAX_CHOICES, MAX_STOPS, MAX_TOP_LOGPROBS, sampling, usage } from './chat.ts'
import { receipt, rowExact } from './receipt.ts'
import {
  appliedStrength,
  axisName,
  directionHash,
  editMode,
  jsonEdit,
  MAX_BASIS,
  MAX_RAMP,
  MAX_SEQ,
  observedAxis,
  type ResolvedEdit,
  resolvedEdit,
  scope,
} from './steering.ts'
import { answerFormat, forwardedTools, toolCalls, toolChoice } from './structure.ts'

/** Far more than any context has. */
const MAX_PROMPT_TOKENS = 2 ** 20

/** Axes that steer one generation. */
export const MAX_EDITS = 64

/** Axes that one generation is read by, beside those that steer it. */
export const MAX_OBSERVED = 16

const message = z
  .strictObject({
    role: z.enum(['system', 'user', 'assistant', 'tool']),
    content: z.string(),
    tool_calls: toolCalls.optional(),
    tool_call_id: z.string().optional(),
    /** Who speaks, for templates that show it. */
    name: z.string().optional(),
  })
  .refine(({ role, tool_call_id }) => role !== 'tool' || tool_call_id !== undefined, {
    path: ['tool_call_id'],
    error: 'the id of the call that it answers is expected',
  })

const generateFields = z.strictObject({
  id: textOf(1, 64),
  /** Whose generation it is: a change from another project finds nothing. */
  project: textOf(1, 64),
  /** The user that it is made for; null: none is named. */
  user: textOf(1, 256).nullable().default(null),
  /** Who asked, as usage is told apart by: a key's id. */
  key: textOf(1, 64).nullable().default(null),
  model: textOf(1, 256),
  /** What answers call the model, as the client did; null: by its name. */
  answers_as: textOf(1, 256).nullable().default(null),
  /** None where there is a prompt. */
  messages: z.array(message).default([]),
  /** A text, or its tokens, that is gone on from as it is; null: the messages, in the model's template. */
  prompt: z
    .union([z.string(), listOf(z.int().min(0), 1, MAX_PROMPT_TOKENS)])
    .nullable()
    .default(null),
  stream: z.boolean().default(true),
  /** Whether a stream ends with an event that says what it took. */
  include_usage: z.boolean().default(false),
  max_tokens: wholeFrom(1).nullable().default(null),
  deadline_ms: deadline.nullable().default(null),
  n: wholeBetween(1, MAX_CHOICES).default(1),
  /** How many likeliest tokens are told beside each token's own log-probability; null: none, nor that. */
  logprobs: wholeBetween(0, MAX_TOP_LOGPROBS).nullable().default(null),
  stop: z.array(z.string().min(1)).max(MAX_STOPS).default([]),
  sampling: sampling.prefault({}),
  edits: listOf(resolvedEdit, 0, MAX_EDITS).default([]),
  /** What each choice is steered by in place of `edits`, which are none then; null: all by these. */
  variants: listOf(listOf(resolvedEdit, 0, MAX_EDITS), 1, MAX_CHOICES)
    .nullable()
    .default(null),
  /** Axes whose lean is told, though they steer nothing. A choice that is steered by one tells it of its edit. */
  observed: listOf(observedAxis, 0, MAX_OBSERVED).default([]),
  /** Whether the strengths are drawn from what is believed of the user; receipts repeat it. */
  explored: z.boolean().default(false),
  scope: scope.default('generated'),
  overdrive: z.boolean().default(false),
  /** The directions that are made orthogonal to one another for as long as the answer runs; null: the raw basis. */
  basis: listOf(directionHash, 1, MAX_BASIS).nullable().default(null),
  json: jsonEdit.default('edit'),
  response_format: answerFormat.default({ type: 'text' }),
  tools: forwardedTools.default([]),
  tool_choice: toolChoice.default('auto'),
  parallel_tool_calls: z.boolean().default(true),
})

/** `POST /v1/generate` */
export const generateRequest = generateFields
  .refine(({ messages, prompt }) => messages.length > 0 !== (prompt !== null), {
    path: ['messages'],
    error: 'a chat has messages, and a text to go on from has none',
  })
  .refine(({ variants, n }) => variants === null || variants.length === n, {
    path: ['variants'],
    error: ({ input }) => {
      const { variants, n } = input as { variants: unknown[]; n: number }
      return `as many lists of edits as there are choices are expected: n is ${n}, and there are ${variants.length}`
    },
  })
  .refine(({ variants, edits }) => variants === null || edits.length === 0, {
    path: ['edits'],
    error: 'none are expected where variants say what each choice is steered by',
  })
export type GenerateRequest = z.infer<typeof generateRequest>

/**
 * Turns an axis off. By name alone: it may act by a direction that is no longer the active one, or by one that is no
 * longer there, and only the worker knows which.
 */
const axisOff = z.strictObject({ axis: axisName, strength: z.literal(0), mode: editMode })

export const axisChange = z.union([resolvedEdit, axisOff])
export type AxisChange = z.infer<typeof axisChange>

export const isResolved = (change: AxisChange): change is ResolvedEdit => 'direction' in change

/** `PATCH /v1/generations/{id}`: the edge has resolved each axis; a generation keeps the version it began with. */
export const changeRequest = z.strictObject({
  project: textOf(1, 64),
  /** The only user, or users, whose answers may be changed; null: all of the project's. */
  user: z
    .union([textOf(1, 256), listOf(textOf(1, 256), 1, MAX_ACTING_USERS)])
    .nullable()
    .default(null),
  edits: listOf(axisChange, 0, MAX_EDITS),
  seq: wholeBetween(0, MAX_SEQ).nullable().default(null),
  /** Whose the change is. What users signal has no number: those that the client gives to its own changes stay its own. */
  by: z.enum(['client', 'signals']).default('client'),
  ramp: wholeBetween(0, MAX_RAMP).default(0),
  overdrive: z.boolean().nullable().default(null),
})
export type ChangeRequest = z.infer<typeof changeRequest>

export const generationStatus = z.enum(['queued', 'running', 'finished', 'cancelled', 'failed'])
export type GenerationStatus = z.infer<typeof generationStatus>

/** `GET` and the answer to `PATCH /v1/generations/{id}` */
export const generationState = z.object({
  id: z.string(),
  object: z.literal('generation'),
  user: z.string().nullable().meta({ description: 'The user that it was made for; null: none was named.' }),
  status: generationStatus,
  finish_reason: finishReason.nullable().meta({
    description:
      'As seq, strengths and attune are, that of the first choice that still runs; once all ended, the first.',
  }),
  seq: z.number().int().nullable().meta({ description: 'The last change taken; null before the first.' }),
  applied: z.boolean().optional().meta({ description: 'PATCH only: false if a newer change was already in force.' }),
  strengths: z.record(z.string(), appliedStrength),
  usage,
  attune: receipt.meta({
    description: 'The receipt of the first choice that still runs; once all have ended, of the first.',
  }),
  choices: z.array(
    z.object({
      index: z.number().int(),
      status: generationStatus,
      finish_reason: finishReason.nullable(),
      attune: receipt,
    }),
  ),
})
export type GenerationState = z.infer<typeof generationState>

/** `GET /v1/model` */
export const modelCard = z.object({
  id: z.string().meta({ example: 'smollm2-135m-instruct' }),
  hash: z.string(),
  architecture: z.string(),
  layers: z.number().int(),
  hidden_size: z.number().int(),
  vocabulary: z.number().int(),
  context: z.number().int().meta({ description: 'Tokens of prompt and answer together that fit one generation here.' }),
  rows: z.number().int().meta({ description: 'How many generations run at once.' }),
  weight_form: z.string(),
  row_exact: rowExact,
  worker: z.string().meta({ description: 'The tag that ids of generations carry.' }),
})
export type ModelCard = z.infer<typeof modelCard>

/** The code of the 409 that a worker answers when it lacks directions; `missing` lists their hashes. */
export const DIRECTION_MISSING = 'direction_missing'
