import { expect, test } from 'vitest'
import { receiptText, strengthText } from '../../cli/receipt-text.ts'
import type { Receipt, ReceiptEdit } from '../../shared/wire/receipt.ts'

const poles = { positive: 'simple', negative: 'technical' }

test.each([
  [{ value: 0.8, mode: 'add' }, '80 % simple'],
  [{ value: -1, mode: 'add' }, '100 % technical'],
  [{ value: 0, mode: 'add' }, 'neither simple nor technical'],
  [{ value: 0.5, mode: 'boost' }, 'simple ↔ technical boosted by 50 %'],
  [{ value: -1, mode: 'neutralise' }, 'simple ↔ technical pulled to neutral by 100 %'],
] as const)('%o is %s', (strength, text) => {
  expect(strengthText(strength, poles)).toBe(text)
})

const edit: ReceiptEdit = {
  axis: 'simple',
  version: 2,
  direction: '0123456789abcdef',
  mode: 'add',
  strength: -1,
  layers: [20],
  tokens_edited: 7,
  condition: null,
  projection_before: 0.04,
  projection_after: -0.13,
  lean: -0.4,
}
const receipt: Receipt = {
  generation: 'chatcmpl_a_1',
  model: 'toy',
  model_hash: 'abc',
  weight_form: 'q8',
  row_exact: true,
  scope: 'generated',
  basis: 'raw',
  basis_directions: [],
  explored: false,
  capped: false,
  edits: [edit],
  observed: [],
  changes: [],
}

test('says what was applied, how far it moved, and when it was turned', () => {
  const [line, ...rest] = receiptText({ ...receipt, capped: true, changes: [{ seq: 1, at_token: 3 }] }, () => poles)
  for (const fact of [
    'simple@2',
    '0123456789',
    '100 % technical',
    '7 tokens',
    'layer 20',
    '4 % simple',
    '13 % technical',
  ])
    expect(line).toContain(fact)
  expect(rest[0]).toContain('after 3 tokens')
  expect(rest[1]).toContain('capped')
})

test('says so when nothing was applied or moved', () => {
  expect(receiptText({ ...receipt, edits: [] }, () => poles)).toEqual([expect.stringContaining('plain model')])
  const unmoved = { ...edit, tokens_edited: 0, projection_before: null, projection_after: null }
  expect(receiptText({ ...receipt, edits: [unmoved] }, () => poles)[0]).toContain('no token was moved')
})

test('says why an axis was held back', () => {
  const condition = {
    axis: 'medical',
    version: 1,
    direction: 'abc',
    layer: null,
    threshold: 0.1,
    comparison: 'above' as const,
    value: 0.018,
    fired: false,
  }
  const unmoved = { ...edit, tokens_edited: 0, projection_before: null, projection_after: null }
  const textOf = (more: object) =>
    receiptText({ ...receipt, edits: [{ ...unmoved, condition: { ...condition, ...more } }] }, () => poles)[0]
  expect(textOf({})).toContain("held back, since the prompt's 'medical' is 0.02, and it acts only above 0.1.")
  expect(textOf({ value: null, fired: null })).toContain('held back, since the prompt was not read.')
  expect(textOf({ value: 0.2, fired: true })).not.toContain('held back')
})
