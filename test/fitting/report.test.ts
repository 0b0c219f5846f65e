/** The report's gate: what in sampled text stands against a direction. */
import { expect, test } from 'vitest'
import { LEAST_FLUENT, reportFailures, rounded, unmeasured } from '../../gpu-worker/pipeline/report.ts'
import type { EffectReport, TextMeasures } from '../../shared/wire/report.ts'

const texts = (moved: number | null, { perplexity = 5, broken = 0 } = {}): TextMeasures => {
  const features = moved === null ? null : { value: moved, low: moved, high: moved }
  return { texts: 20, perplexity, distinct_2: 0.9, broken, effect: { features, classifier: null } }
}
const failures = (up: TextMeasures, down: TextMeasures, random: [number, number][] = [[0.1, -0.1]]) =>
  reportFailures({
    plain: texts(0, { perplexity: 4 }),
    curve: [
      { strength: -1, ...down },
      { strength: 1, ...up },
    ],
    controls: random.map(([positive, negative]) => ({ positive: texts(positive), negative: texts(negative) })),
  } as EffectReport)

test('is passed by text that stays fluent and moves towards either pole further than the controls do', () => {
  expect(failures(texts(0.5), texts(-0.5))).toEqual([])
})

test.each<[string, TextMeasures, TextMeasures, string]>([
  [
    'too surprising',
    texts(0.5, { perplexity: 4 * LEAST_FLUENT + 0.5 }),
    texts(-0.5),
    '+1 makes sampled text 2.1 times',
  ],
  ['stuck or empty', texts(0.5), texts(-0.5, { broken: 0.2 }), 'strength -1 20 % of the texts are empty'],
  ['moved no further than by chance', texts(0.1), texts(-0.5), '+1 moves sampled text by 0.10 sd towards its pole'],
  ['moved the wrong way', texts(0.5), texts(0.3), '-1 moves sampled text by -0.30 sd towards its pole'],
])('is not passed by text that is %s, one sign at a time', (_what, up, down, message) => {
  expect(failures(up, down)).toEqual([expect.stringContaining(message)])
})

test('goes by the mean of the controls, and says nothing of an axis that nothing measures', () => {
  expect(
    failures(texts(0.25), texts(-0.5), [
      [0.6, 0],
      [-0.2, 0],
    ]),
  ).toEqual([])
  expect(failures(texts(null), texts(null))).toEqual([])
})

test('says so where nothing measured the text, and only then', () => {
  const classifier = { layer: 3, texts: 40, accuracy: 0.643, anchors: null, used: false }
  const point = (moved: number | null) => ({ strength: 1, ...texts(moved) })
  expect(unmeasured({ curve: [point(0.1)], classifier })).toEqual([])
  expect(unmeasured({ curve: [point(null)], classifier })).toEqual([expect.stringContaining('right on 64 %')])
  expect(unmeasured({ curve: [point(null)], classifier: null })).toEqual([expect.stringContaining('no classifier')])
})

test('is kept in five digits, and whole numbers whole', () => {
  const report = { seeds: [2147483647], value: 0.123456789, none: null, many: [{ low: -12.3456789 }], passed: true }
  expect(rounded(report)).toEqual({
    seeds: [2147483647],
    value: 0.12346,
    none: null,
    many: [{ low: -12.346 }],
    passed: true,
  })
})
