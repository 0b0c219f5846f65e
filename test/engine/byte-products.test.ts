/** Which forms of bytes this CPU multiplies rightly, asked of its kernels. */
import { expect, test } from 'vitest'
import { formsRightHere, isRightHere, rightByteForm } from '../../gpu-worker/engine/byte-products.ts'
import { cpuFeatures } from '../../gpu-worker/runtime/cpu.ts'
import { openTinyModel } from '../support/tiny-model.ts'

test('weights whose pairs fit 16 bits are right on every CPU, and the best of those that are is taken', async () => {
  expect(await isRightHere('i8p')).toBe(true)
  expect(await rightByteForm()).toBe((await isRightHere('i8')) ? 'i8' : 'i8p')
})

test('whole bytes are right at least where one instruction multiplies them and sums in 32 bits', async () => {
  const sumsIn32Bits = ['avx512_vnni', 'avx_vnni', 'amx_int8', 'asimddp'].some((name) => cpuFeatures().has(name))
  if (sumsIn32Bits) expect(await isRightHere('i8')).toBe(true)
  expect(await formsRightHere()).toEqual(expect.arrayContaining(['i8p', 'q8', 'q4x', 'exact', 'fp32', 'fp16']))
})

test('a form that is wrong here is refused by name, with one that is right; any other opens', async () => {
  for (const setting of ['form', 'prefill'] as const) {
    const open = () => openTinyModel({}, { form: 'i8p', [setting]: 'i8' })
    if (await isRightHere('i8')) await (await open())[Symbol.asyncDispose]()
    else {
      const variable = { form: 'ATTUNE_FORM', prefill: 'ATTUNE_PREFILL_FORM' }[setting]
      await expect(open()).rejects.toThrow(
        `${variable} is 'i8', which this CPU multiplies wrongly: it adds products of bytes in 16 bits, where they ` +
          "overflow; 'i8p' is right here",
      )
    }
  }
})
