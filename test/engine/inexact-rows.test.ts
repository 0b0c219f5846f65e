/** Where a form's rows depend on one another whatever is done: it is not chosen, and if it was asked for, that is said. */
import { afterEach, expect, test, vi } from 'vitest'
import { rightByteForm } from '../../gpu-worker/engine/byte-products.ts'
import type { RowExactness } from '../../gpu-worker/engine/row-exactness.ts'
import { UNPADDED } from '../../gpu-worker/engine/row-tile.ts'
import { generateBody, startTestWorker } from '../server/worker.ts'
import { openTinyModel } from '../support/tiny-model.ts'

const { proofs } = vi.hoisted(() => ({ proofs: [] as boolean[] }))

/** This machine's kernels are exact at some tile in every form: what the proof says is made up here, in its order. */
vi.mock('../../gpu-worker/engine/row-exactness.ts', async (original) => ({
  ...(await original<object>()),
  proveRows: async (): Promise<RowExactness> => ({ exact: proofs.shift()!, tiles: UNPADDED }),
}))

afterEach(() => expect(proofs.splice(0)).toEqual([]))

const BYTES = (await rightByteForm())!

test('the next best form is taken, where its rows are exact', async () => {
  // The best form with prompts in plain floats, and with prompts in its own; then the next one.
  proofs.push(false, false, true)
  await using model = await openTinyModel({}, { form: 'auto' })
  expect(model.settings).toMatchObject({ form: 'q8', prefill: 'exact' })
  expect(model.rowExact).toBe(true)
})

test('the form stays where prompts in its own form are enough', async () => {
  proofs.push(false, true)
  await using model = await openTinyModel({}, { form: 'auto' })
  expect(model.settings).toMatchObject({ form: BYTES, prefill: BYTES })
})

test('where none is, the best form of all is taken, and says so', async () => {
  proofs.push(false, false, false, false, false)
  await using model = await openTinyModel({}, { form: 'auto' })
  expect(model.settings).toMatchObject({ form: BYTES, prefill: 'exact' })
  expect(model.rowExact).toBe(false)
})

test('a form that was asked for is taken as it is; card and receipts say that its rows are not exact', async () => {
  proofs.push(false)
  await using worker = await startTestWorker({ form: 'fp32' })
  expect(await (await worker.ask('GET', '/v1/model')).json()).toMatchObject({ weight_form: 'fp32', row_exact: false })
  const answer = await worker.ask('POST', '/v1/generate', generateBody())
  expect(((await answer.json()) as { attune: object }).attune).toMatchObject({ weight_form: 'fp32', row_exact: false })
})
