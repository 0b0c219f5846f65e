import { expect, test } from 'vitest'
import {
  EFFECT_QUERIES,
  EVALUATION_QUERIES,
  evaluationQueries,
  POLE_QUERIES,
} from '../../gpu-worker/evaluation/effect/queries.ts'
import { BUILTIN_AXES, builtinFitSpec } from '../../gpu-worker/fitting/builtin-axes.ts'
import { NEUTRAL_TEXTS } from '../../gpu-worker/fitting/neutral-texts.ts'
import { BUILTIN_QUERIES } from '../../gpu-worker/fitting/queries.ts'
import { normalised } from '../../shared/normalised.ts'

test('the built-in evaluation queries are all different, and none that a fit uses', () => {
  const own = EVALUATION_QUERIES.map(normalised)
  expect(new Set(own).size).toBe(own.length)
  const fits = [
    ...BUILTIN_QUERIES,
    ...NEUTRAL_TEXTS.map(({ query }) => query),
    ...BUILTIN_AXES.flatMap((axis) => builtinFitSpec(axis).pairs.map(({ prompt }) => prompt)),
  ].map(normalised)
  expect(own.filter((query) => fits.includes(query))).toEqual([])
})

test('what the effect is measured on and what the classifier is trained on do not overlap', () => {
  const { effect, poles } = evaluationQueries([])
  expect(effect).toHaveLength(EFFECT_QUERIES)
  expect(poles).toHaveLength(POLE_QUERIES)
  expect(effect.filter((query) => poles.includes(query))).toEqual([])
})

test('none that the fit used, whatever the case and spacing', () => {
  const used = EVALUATION_QUERIES.slice(0, 5).map((query) => `  ${query.toUpperCase()} `)
  const { effect, poles } = evaluationQueries(used)
  for (const query of EVALUATION_QUERIES.slice(0, 5)) expect([...effect, ...poles]).not.toContain(query)
  expect(effect).toHaveLength(EFFECT_QUERIES)
})

test("one's own are asked, each once, and not for training", () => {
  const own = ['a?', 'b?', 'c?', 'd?', 'B?', EVALUATION_QUERIES[0]!]
  const { effect, poles } = evaluationQueries(['d?'], own)
  expect(effect).toEqual(['a?', 'b?', 'c?', EVALUATION_QUERIES[0]])
  expect(poles).not.toContain(EVALUATION_QUERIES[0])
})

test('too few are an error that says how many are needed', () => {
  expect(() => evaluationQueries([], ['a?', 'b?'])).toThrow(
    '4 at least, and on as many others at either pole; 2 and 14 are left',
  )
  expect(() => evaluationQueries(EVALUATION_QUERIES)).toThrow('0 and 0 are left')
})
