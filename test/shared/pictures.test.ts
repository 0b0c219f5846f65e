/** The pictures of a fit, as SVG text. */
import { describe, expect, test } from 'vitest'
import { effectAgainstPerplexity } from '../../shared/pictures/effect-against-perplexity.ts'
import { marginByLayer } from '../../shared/pictures/margin-by-layer.ts'
import { linearScale, logScale, written } from '../../shared/pictures/scale.ts'
import { escaped } from '../../shared/pictures/svg.ts'
import type { EffectReport, TextMeasures } from '../../shared/wire/report.ts'

const measured = (perplexity: number, features: number | null, classifier: number | null = null): TextMeasures => {
  const estimate = (value: number | null) => (value === null ? null : { value, low: value - 0.1, high: value + 0.1 })
  const effect = { features: estimate(features), classifier: estimate(classifier) }
  return { texts: 8, perplexity, distinct_2: 1, broken: 0, effect }
}

function report(features: number | null, classifier: number | null, farthest = 12): EffectReport {
  const at = (share: number, perplexity: number) =>
    measured(perplexity, features && features * share, classifier && classifier * share)
  const nothing = { features: null, classifier: null }
  const comparison = { perplexity: 8, strength: 0.8, clamped: null, steered: nothing, prompt: nothing, ahead: nothing }
  return {
    queries: 4,
    seeds: [1, 2],
    features: [],
    classifier: null,
    plain: at(0, 6),
    curve: [
      { strength: -1, ...at(-1, farthest) },
      { strength: 0.5, ...at(0.5, 7) },
      { strength: 1, ...at(1, 9) },
    ],
    prompt: { positive: at(0.6, 8), negative: at(-0.1, 8) },
    controls: [{ positive: at(0.05, 8), negative: at(0.02, 9) }],
    at_prompt: { positive: comparison, negative: comparison },
  }
}

const attributes = (svg: string, tag: string) =>
  [...svg.matchAll(new RegExp(`<${tag} ([^>]*)>`, 'g'))].map(([, text]) =>
    Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
  )
const textsOf = (svg: string) => [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text)
/** Every opening tag has its closing one, in order: well-formed enough for an XML reader. */
function expectWellFormed(svg: string): void {
  const open: string[] = []
  for (const [, closing, name] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*>/g)) {
    if (closing) expect(open.pop()).toBe(name)
    else open.push(name)
  }
  expect(open).toEqual([])
}

describe('margin by layer', () => {
  const layers = [
    { layer: 21, odd: 0.4 },
    { layer: 15, odd: 0.2 },
    { layer: 24, odd: -0.1 },
  ]

  test('bars in the order of the layers, as high as the margins, the chosen one in another colour', () => {
    const svg = marginByLayer(layers, 21)!
    expectWellFormed(svg)
    const bars = attributes(svg, 'rect')
    const heights = bars.map(({ height }) => Number(height))
    expect(heights[1]! / heights[0]!).toBeCloseTo(2, 1)
    expect(heights[1]! / heights[2]!).toBeCloseTo(4, 0)
    expect(Number(bars[2]!.y)).toBeGreaterThan(Number(bars[0]!.y))
    expect(bars[0]!.fill).toBe(bars[2]!.fill)
    expect(bars[1]!.fill).not.toBe(bars[0]!.fill)
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['15', '21', '24', '+0.2', '+0.4', '−0.1']))
  })

  test('says in words what it shows', () => {
    const svg = marginByLayer(layers, 21)!
    expect(svg).toContain('<title>Held-out margin by layer</title>')
    expect(svg).toContain('layer 15: +0.2, layer 21: +0.4, layer 24: \u22120.1. Chosen: layer 21.</desc>')
  })

  test('nothing tried, nothing drawn; a single layer without any effect is drawn', () => {
    expect(marginByLayer([], 3)).toBeNull()
    const svg = marginByLayer([{ layer: 3, odd: 0 }], 3)!
    expect(svg).not.toContain('NaN')
    expect(attributes(svg, 'rect')[0]).toMatchObject({ height: '0' })
  })

  test('of many layers the chosen one keeps its name', () => {
    const many = Array.from({ length: 60 }, (_, layer) => ({ layer, odd: layer / 60 }))
    const texts = textsOf(marginByLayer(many, 37)!)
    expect(texts).toContain('37')
    expect(texts.length).toBeLessThan(30)
  })
})

describe('effect against perplexity', () => {
  test('both signs begin at the plain text and go their own ways, prompts and controls beside them', () => {
    const svg = effectAgainstPerplexity(report(0.4, 0.8))!
    expectWellFormed(svg)
    const [positive, negative] = attributes(svg, 'polyline').map(({ points }) =>
      points!.split(' ').map((point) => point.split(',').map(Number)),
    )
    expect(positive).toHaveLength(3)
    expect(negative).toHaveLength(2)
    expect(positive![0]).toEqual(negative![0])
    expect(positive!.at(-1)![1]).toBeLessThan(positive![0]![1]!)
    expect(negative!.at(-1)![1]).toBeGreaterThan(negative![0]![1]!)
    expect(attributes(svg, 'path').filter(({ fill }) => fill)).toHaveLength(2 + 2)
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['+1', '\u22121', 'plain', 'prompted', 'control']))
    expect(svg).toContain('+1: effect +0.4 at perplexity 9')
  })

  test('features where they measure the axis, else the classifier, else no picture', () => {
    expect(effectAgainstPerplexity(report(0.4, 0.8))).toContain('by text features')
    expect(effectAgainstPerplexity(report(0.4, 0.8), undefined, 'classifier')).toContain('by classifier')
    expect(effectAgainstPerplexity(report(null, 0.8))).toContain('by classifier')
    expect(effectAgainstPerplexity(report(null, null))).toBeNull()
  })

  test('broken text stands at the edge with an arrow, and is told as it is', () => {
    const svg = effectAgainstPerplexity(report(0.4, null, 1e6))!
    const edge = Number(attributes(svg, 'polyline')[1]!.points!.split(' ').at(-1)!.split(',')[0])
    expect(edge).toBeLessThanOrEqual(480)
    expect(textsOf(svg)).toContain('\u22121 \u2192')
    expect(svg).toContain('\u22121: effect \u22120.4 at perplexity 1000000')
  })

  test('names of poles cannot become markup, wherever they stand', () => {
    const svg = effectAgainstPerplexity(report(0.4, null), {
      positive: '</desc><script>x</script>',
      negative: '"\u0000&',
    })!
    expectWellFormed(svg)
    expect(svg).not.toContain('<script')
    expect(svg).not.toContain('\u0000')
    expect(svg).toContain('&lt;script&gt;')
  })
})

test('text is escaped once, and what XML forbids is dropped', () => {
  expect(escaped(`a<b>&"'`)).toBe('a&lt;b&gt;&amp;&quot;&#39;')
  expect(escaped('a\u0008b\ud800c\tä😀')).toBe('abc\tä😀')
})

test('scales map their ends to their places, with ticks inside', () => {
  const linear = linearScale([-1, 3], 100, 0)
  expect(linear.at(3)).toBeLessThan(linear.at(-1))
  expect(linear.ticks).toContain(0)
  for (const tick of linear.ticks) expect(linear.at(tick)).toBeGreaterThanOrEqual(0)
  expect(linearScale([0, 0], 0, 1).ticks.every(Number.isFinite)).toBe(true)

  const log = logScale(5, 50, 0, 100)
  expect([log.at(5), log.at(50)]).toEqual([0, 100])
  expect(log.at(20) - log.at(10)).toBeCloseTo(log.at(40) - log.at(20))
  expect(log.ticks.every((tick) => tick >= 5 && tick <= 50)).toBe(true)
})

test('numbers are written with a real minus', () => {
  expect([written(-0.25), written(0.25), written(0.25, true), written(0, true)]).toEqual([
    '\u22120.25',
    '0.25',
    '+0.25',
    '0',
  ])
})
