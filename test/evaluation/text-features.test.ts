import { describe, expect, test } from 'vitest'
import { featuresOf } from '../../gpu-worker/evaluation/effect/axis-features.ts'
import { FEATURE_NAMES, type FeatureName, TEXT_FEATURES } from '../../gpu-worker/evaluation/effect/features/features.ts'
import { BUILTIN_AXES } from '../../gpu-worker/fitting/builtin-axes.ts'
import { distinctPairs } from '../../gpu-worker/language/repetition.ts'

describe('plain text features', () => {
  test.for<[FeatureName, string, number]>([
    ['words', "Don't stop – it’s 5 o'clock.", 4],
    ['word length', 'One three', 4],
    ['sentence length', 'One two three. Four! Five six?\nSeven eight', 2],
    ['sentence length', 'At 3.5 volts it runs.', 4],
    ['contractions', "It’s Anna's book, isn't it", 40],
    ['slang', 'Hey dude, we walk', 50],
    ['exclamation marks', 'Oh! Look at that!!', 75],
    ['question marks', 'Why? Who knows how', 25],
    ['first person', "I'm glad that my tea is hot", (100 * 2) / 7],
    ['second person', 'You know your way', 50],
    ['warm words', 'A kind friend sat there', 40],
    ['polite words', 'Please wait, thank you', 50],
    ['hedges', 'Perhaps it might rain', 50],
    ['list items', '1. Bread\n2) Milk\n- Tea\nThat is 3 - all', (100 * 3) / 6],
    ['emoji', 'Fine 🎉 day', 50],
  ])('%s of "%s"', ([name, text, expected]) => {
    expect(TEXT_FEATURES[name](text)).toBeCloseTo(expected)
  })

  test('sentiment is from -1 to 1, and knows negation', () => {
    const { sentiment } = TEXT_FEATURES
    expect(sentiment('What a wonderful, happy day!')).toBeGreaterThan(0.7)
    expect(sentiment('What a horrible, sad day!')).toBeLessThan(-0.7)
    expect(sentiment('This is not good.')).toBeLessThan(0)
    expect(sentiment('The table has four legs.')).toBe(0)
  })

  test.for(FEATURE_NAMES)('%s is 0 of no text, and finite of any', (name) => {
    expect(TEXT_FEATURES[name]('')).toBe(0)
    for (const text of ['!!!', '\n\n', '今日は', '- \n- ', '💥💥', 'a'.repeat(5000)]) {
      expect(TEXT_FEATURES[name](text)).toSatisfy(Number.isFinite)
    }
  })
})

describe('distinct pairs of words', () => {
  test('are counted once', () => {
    expect(distinctPairs('a b c d')).toBe(1)
    expect(distinctPairs('a b a b a')).toBe(0.5)
  })
  test('are none in a single word', () => expect(distinctPairs('word')).toBeNull())
})

describe('which features show an axis', () => {
  const poles = (positive: string, negative: string) => ({
    positive: { name: positive, description: 'x' },
    negative: { name: negative, description: 'y' },
  })
  const texts = (make: (i: number) => string) => Array.from({ length: 20 }, (_, i) => make(i))
  const plain = (i: number) =>
    `The ${'tree house river stone'.split(' ')[i % 4]} stands there${i % 3 ? '' : ', you see'}.`

  test('of any axis, those that clearly differ between its poles, with their sign', () => {
    const found = featuresOf('asking', poles('asking', 'telling'), {
      positive: texts((i) => `${plain(i)}${i % 5 ? ' Why? What?' : ' Why?'}`),
      negative: texts((i) => `${plain(i)}${i % 5 ? '' : ' Who?'}`),
    })
    expect(found).toContainEqual({ name: 'question marks', towards: 'positive' })
    expect(found.map(({ name }) => name)).not.toContain('second person')
    const mirrored = featuresOf('asking', poles('telling', 'asking'), {
      positive: texts((i) => `${plain(i)}${i % 5 ? '' : ' Who?'}`),
      negative: texts((i) => `${plain(i)}${i % 5 ? ' Why? What?' : ' Why?'}`),
    })
    expect(mirrored).toContainEqual({ name: 'question marks', towards: 'negative' })
  })

  test('none where the poles read alike, or nothing was written', () => {
    expect(featuresOf('x', poles('a', 'b'), { positive: texts(plain), negative: texts((i) => plain(i + 1)) })).toEqual(
      [],
    )
    expect(featuresOf('x', poles('a', 'b'), { positive: [], negative: [] })).toEqual([])
  })

  test('none that a single text stands out in', () => {
    const found = featuresOf('enthusiastic', poles('enthusiastic', 'flat'), {
      positive: texts((i) => (i ? `A ${i % 2 ? 'good' : 'nice'} day.` : 'A great day!!!')),
      negative: texts((i) => `A ${i % 2 ? 'bad' : 'sad'} day.`),
    })
    expect(found).toEqual([{ name: 'sentiment', towards: 'positive' }])
  })

  test.for(BUILTIN_AXES.map((axis) => axis))('$id has its own, where its poles are the built-in ones', (axis) => {
    const varied = texts((i) => `${i % 2 ? "I'm glad, dude!" : 'Extraordinary circumstances prevail.'} ${plain(i)}`)
    const found = featuresOf(axis.id, axis, { positive: varied, negative: varied })
    expect(found.length).toBeGreaterThan(0)
    expect(featuresOf(axis.id, poles('other', 'poles'), { positive: varied, negative: varied })).toEqual([])
  })
})
