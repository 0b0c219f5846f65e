/** The job that makes a direction, as the edge asks for it and a worker reports it. */
import { z } from 'zod'
import { FIT_METHODS } from '../fit-facts.ts'
import { SITES } from '../steering/hook.ts'
import { listOf, textOf, trimmedTextOf, wholeBetween, wholeFrom } from './bounds.ts'
import { report } from './report.ts'
import { axisName } from './steering.ts'

export const pole = z
  .strictObject({
    name: trimmedTextOf(1, 60),
    description: trimmedTextOf(1, 600).meta({
      description: 'How an answer at this pole reads, as an instruction to the model.',
      example: 'Answer in a very formal, professional, academic tone. Never use contractions or slang.',
    }),
  })
  .meta({ id: 'Pole' })
export type Pole = z.infer<typeof pole>

/** The same prompt answered at either pole; DPO's own column names. */
export const pair = z
  .strictObject({
    prompt: textOf(1, 4000),
    chosen: textOf(1, 8000).meta({ description: 'The answer at the positive pole.' }),
    rejected: textOf(1, 8000).meta({ description: 'The answer at the negative pole.' }),
  })
  .meta({ id: 'Pair' })
export type Pair = z.infer<typeof pair>

/** Of either pole, and not paired: their numbers may differ. */
export const texts = z
  .strictObject({
    positive: listOf(textOf(1, 8000), 0, 2000),
    negative: listOf(textOf(1, 8000), 0, 2000),
  })
  .meta({ id: 'Texts' })
export type Texts = z.infer<typeof texts>

export const fitSource = z.enum(['self-generated', 'given', 'texts', 'context-shift']).meta({
  description:
    'Where the pairs come from. self-generated: the model writes them. given: `pairs`. texts: `texts` of either pole, ' +
    'without prompts and not paired; they are read behind neutral prompts, and held out by text. context-shift: the same ' +
    "neutral texts read under either pole's prompt.",
})
export type FitSource = z.infer<typeof fitSource>

export const fitMethod = z.enum(FIT_METHODS)
export type FitMethod = z.infer<typeof fitMethod>

/** Of methods that come with coefficients: `scaled` to what this model's text bears, or `published` as they stand. */
export const fitSetting = z.enum(['scaled', 'published'])
export type FitSetting = z.infer<typeof fitSetting>

export const fitSpec = z.strictObject({
  axis: axisName,
  positive: pole,
  negative: pole,
  source: fitSource.default('self-generated'),
  method: fitMethod.default('mean-difference').meta({
    description:
      "How the direction is found in the hidden states of the pairs' answers. pca-difference and ccs use the pairs' " +
      "labels for its sign only. alignez-v1, alignez-v2 and hybrid are the papers' own operators, which read the state " +
      'they change.',
  }),
  setting: fitSetting.default('scaled').meta({
    description: "Of alignez-v1, alignez-v2 and hybrid: coefficients scaled to this model's text, or as published.",
  }),
  site: z.enum(SITES).nullable().default(null).meta({
    description: "Where it acts; null: the method's own site (residual stream; MLP outputs for AlignEZ's operators).",
  }),
  pairs: listOf(pair, 0, 2000).default([]).meta({ description: "Source 'given': the pairs to fit from." }),
  texts: texts
    .nullable()
    .default(null)
    .meta({
      description: "Source 'texts': texts of either pole, at least four different ones each.",
      example: { positive: ['I should be delighted to assist you.'], negative: ['sure, np!'] },
    }),
  anchors: listOf(pair, 0, 200).default([]).meta({
    description: 'Labelled pairs that orient and gate the direction. Without them it is unverified.',
  }),
  characteristics: z
    .strictObject({
      positive: listOf(textOf(1, 300), 0, 20),
      negative: listOf(textOf(1, 300), 0, 20),
    })
    .meta({ id: 'Characteristics' })
    .nullable()
    .default(null)
    .meta({ description: 'What marks each pole; null lets the model write them.' }),
  queries: listOf(textOf(1, 2000), 0, 500).default([]).meta({ description: 'Empty: a built-in set.' }),
  pole_prompt: z
    .enum(['kept', 'removed'])
    .default('kept')
    .meta({
      description:
        "Whether the model's own answers are read with the pole's prompt before them, or under the plain query. Kept " +
        'measured better.',
    }),
  drop_alike: z
    .number()
    .min(0)
    .max(0.8)
    .default(0)
    .meta({
      description:
        "AlignEZ's filter: the share of the pairs to drop, those whose two answers are most alike in the model's own " +
        'embedding space. It measured no gain on small models.',
    }),
  report: z.boolean().default(true).meta({
    description: 'Whether the full evaluation follows, in the background, once the direction can be used.',
  }),
  layers: listOf(wholeFrom(0), 0, 64).default([]).meta({ description: 'Candidates; empty: chosen by depth.' }),
  seed: wholeBetween(0, 2 ** 32 - 1).default(1),
})
export type FitSpec = z.infer<typeof fitSpec>

export const FIT_STAGES = [
  'characteristics',
  'pairs',
  'filter',
  'activations',
  'method',
  'layers',
  'calibration',
  'evaluation',
  'artifact',
  'report',
] as const
export type FitStage = (typeof FIT_STAGES)[number]

/** What a fit found out about its direction; kept with the version and shown to the admin. */
export const evaluation = z
  .object({
    margin: z.object({
      positive: z.number().meta({ description: 'Change of the held-out margin at strength +1, nats a token.' }),
      negative: z.number().meta({ description: 'The same at strength -1 (a working direction has it below 0).' }),
      odd: z.number().meta({ description: '(f(+1) - f(-1)) / 2: damage cancels.' }),
      control: z.array(z.object({ positive: z.number(), negative: z.number() })).meta({
        description: 'The same pairs with signs drawn at random, same size.',
      }),
      pairs: z.number().int(),
      on: z.enum(['anchors', 'held-out']),
    }),
    fluency: z.object({
      plain: z.number().meta({ description: 'Perplexity of sampled plain text under the unsteered model.' }),
      positive: z.number(),
      negative: z.number(),
    }),
    layers: z
      .array(z.object({ layer: z.number().int(), odd: z.number() }))
      .default([])
      .meta({ description: 'Odd part of the held-out margin at each layer tried, at one size, nats a token.' }),
    pairs: z
      .object({
        made: z.number().int(),
        kept: z.number().int(),
        dropped: z.array(z.object({ reason: z.string(), count: z.number().int() })),
      })
      .nullable()
      .default(null),
    verified: z.boolean(),
    passed: z.boolean(),
    reasons: z.array(z.string()).meta({ description: 'Why it did not pass, or what to know.' }),
    report: report.nullable().default(null).meta({ description: 'The full evaluation; null until it is there.' }),
  })
  .meta({ id: 'Evaluation' })
export type Evaluation = z.infer<typeof evaluation>

/** `GET /v1/fits/{id}` on a worker */
export const fitStatus = z.object({
  id: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  stage: z.enum(FIT_STAGES).nullable(),
  /** 0 to 1 over the whole fit. */
  progress: z.number().min(0).max(1),
  message: z.string(),
  /** Set while the fit, or the report on its direction, waits for its turn on a worker. */
  queue: z
    .object({
      place: z.number().int().meta({ description: '1: it is next.' }),
      of: z.number().int().meta({ description: 'How many wait.' }),
    })
    .nullable()
    .default(null)
    .meta({
      description: 'Where it stands among what waits on its worker, fair by project; null while it does not wait.',
    }),
  stages: z.array(z.object({ stage: z.enum(FIT_STAGES), seconds: z.number(), note: z.string() })),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Set as soon as the direction can be used: while the report is still made, the fit runs on. */
  result: z
    .object({
      hash: z.string(),
      bytes: z.number().int(),
      evaluation,
      /** Self-made pairs that anchors may be picked among. */
      choices: z.array(pair).default([]),
      /** What marks each pole, as the model listed it or as it was written; null where none was asked for. */
      characteristics: z
        .object({ positive: z.array(z.string()), negative: z.array(z.string()) })
        .nullable()
        .default(null),
    })
    .nullable(),
})
export type FitStatus = z.infer<typeof fitStatus>

/** `POST /v1/fits` on a worker */
export const fitRequest = z.strictObject({
  id: z.string().regex(/^fit_[0-9a-z]{26}$/),
  /** Whose fit it is: turns are taken by project. */
  project: textOf(1, 64),
  spec: fitSpec,
  /** Made of what one user wrote: once it has ended, nothing of it stays on the worker's disk. */
  private: z.boolean().default(false),
})
export type FitRequest = z.infer<typeof fitRequest>
