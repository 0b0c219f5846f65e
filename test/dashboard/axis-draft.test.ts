import { describe, expect, it } from 'vitest'
import { draftOf, EMPTY_DRAFT, idFrom, orderOf } from '../../edge/dashboard/src/fits/new-axis/axis-draft.ts'
import { parsePairs } from '../../edge/dashboard/src/fits/new-axis/pairs.ts'
import { newFit } from '../../edge/wire/fit.ts'
import { fitSpec } from '../../shared/wire/fit.ts'
import { axisName } from '../../shared/wire/steering.ts'

const LINE = '{"prompt": "Why?", "chosen": "Because.", "rejected": "Dunno.", "id": 7}'
const PAIR = { prompt: 'Why?', chosen: 'Because.', rejected: 'Dunno.' }

describe('parsePairs', () => {
  it('reads a pair a line and passes over empty lines and further columns', () => {
    expect(parsePairs(`${LINE}\n\r\n  \n${LINE}\n`)).toEqual({ pairs: [PAIR, PAIR], problem: null })
  })

  it.each([
    ['{"prompt": ', /^Line 2: this is not JSON/],
    ['{"prompt": "Why?", "chosen": "Because."}', /^Line 2: “rejected” is missing/],
    ['{"prompt": "", "chosen": "a", "rejected": "b"}', /^Line 2: “prompt” is missing/],
    ['null', /^Line 2: “prompt” is missing/],
    ['[]', /^Line 2: “prompt” is missing/],
  ])('names the line and what is wrong with %s', (line, words) => {
    expect(parsePairs(`${LINE}\n${line}`)).toMatchObject({ pairs: [], problem: expect.stringMatching(words) })
  })
})

describe('idFrom', () => {
  it.each(['Poetic', 'Very formal!', '3rd-person story', 'a'.repeat(80), 'Ünüsual'])(
    'makes a valid id of %s',
    (name) => {
      expect(axisName.safeParse(idFrom(name)).success).toBe(true)
    },
  )
})

describe('orderOf', () => {
  const poles = {
    positive: { name: 'Poetic', description: 'Answer in verse.' },
    negative: { name: 'Prosaic', description: 'Answer in prose.' },
  }

  it('is what the edge takes', () => {
    const anchors = Array(4).fill(LINE).join('\n')
    const order = orderOf({ ...EMPTY_DRAFT, ...poles, source: 'given', pairs: LINE, anchors })
    expect(newFit.parse(order)).toMatchObject({
      axis: { id: 'poetic', ...poles },
      activate: 'auto',
      pairs: [PAIR],
      anchors: [PAIR, PAIR, PAIR, PAIR],
    })
  })

  it('leaves pairs aside that were typed for another source', () => {
    expect(orderOf({ ...EMPTY_DRAFT, ...poles, pairs: LINE })).not.toHaveProperty('pairs')
  })

  it('refuses given pairs that are none, and anchors that cannot be read', () => {
    expect(() => orderOf({ ...EMPTY_DRAFT, ...poles, source: 'given' })).toThrow('there are none yet')
    expect(() => orderOf({ ...EMPTY_DRAFT, ...poles, anchors: 'nonsense' })).toThrow('Anchors, Line 1')
  })

  it('leaves out what was left as it was, except the preview of pairs yet to be written', () => {
    expect(Object.keys(orderOf({ ...EMPTY_DRAFT, ...poles }))).toEqual(['axis', 'source', 'preview', 'activate'])
  })

  const ADVANCED = {
    ...EMPTY_DRAFT,
    ...poles,
    preview: false,
    method: 'logistic' as const,
    traits: { positive: ' Images \n\nRhythm', negative: '' },
    polePrompt: 'removed' as const,
    dropAlike: 25,
    report: false,
  }

  it('says what was chosen, as the edge takes it', () => {
    const order = orderOf(ADVANCED)
    expect(newFit.parse(order)).toMatchObject({
      method: 'logistic',
      characteristics: { positive: ['Images', 'Rhythm'], negative: [] },
      pole_prompt: 'removed',
      drop_alike: 0.25,
      report: false,
    })
    expect(order).not.toHaveProperty('preview')
  })

  it('takes a setting only for the methods that have one, and a site for any', () => {
    const published = { ...EMPTY_DRAFT, ...poles, setting: 'published' as const, site: 'mlp' as const }
    expect(orderOf({ ...published, method: 'alignez-v2' })).toMatchObject({ setting: 'published', site: 'mlp' })
    const order = orderOf(published)
    expect(order).toMatchObject({ site: 'mlp' })
    expect(order).not.toHaveProperty('setting')
  })

  it('leaves aside what another source has no use for', () => {
    const shift = orderOf({ ...ADVANCED, preview: true, source: 'context-shift' })
    expect(Object.keys(shift)).toEqual(['axis', 'source', 'method', 'report', 'activate'])
  })
})

describe('draftOf', () => {
  const spec = fitSpec.parse({
    axis: 'poetic',
    positive: { name: 'Poetic', description: 'Answer in verse.' },
    negative: { name: 'Prosaic', description: 'Answer in prose.' },
    source: 'given',
    method: 'hybrid',
    setting: 'published',
    site: 'attention',
    pairs: [PAIR, PAIR],
    anchors: [PAIR, PAIR, PAIR, PAIR],
    queries: ['Why?'],
    drop_alike: 0.3,
    layers: [12],
    report: false,
    seed: 7,
  })

  it('asks for the same fit again when nothing is changed', () => {
    const { axis, ...order } = newFit.parse(orderOf(draftOf(spec, 'never')))
    const { axis: id, positive, negative, ...rest } = spec
    expect(axis).toMatchObject({ id, positive, negative })
    expect(order).toMatchObject({ ...rest, activate: 'never' })
    expect(orderOf(draftOf(spec, 'auto')).activate).toBe('auto')
  })

  it('asks for the same texts again, whatever lines they have', () => {
    const texts = { positive: ['one', 'two\nlines', '"quoted"', '"half'], negative: ['a', 'b\r\nc'] }
    const { pairs: _, drop_alike: __, ...rest } = spec
    const again = newFit.parse(orderOf(draftOf(fitSpec.parse({ ...rest, source: 'texts', texts }), 'auto')))
    expect(again).toMatchObject({ source: 'texts', texts, pairs: [], drop_alike: 0 })
  })

  it('shows what the model listed, unless the admin had written it', () => {
    const listed = { positive: ['Images', 'Rhythm'], negative: ['Facts'] }
    expect(draftOf(spec, 'auto', listed).traits).toEqual({ positive: 'Images\nRhythm', negative: 'Facts' })
    const own = { ...spec, characteristics: { positive: ['Rhyme'], negative: [] } }
    expect(draftOf(own, 'auto', listed).traits).toEqual({ positive: 'Rhyme', negative: '' })
  })
})
