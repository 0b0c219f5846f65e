import { FORM_NAMES } from '../../gpu-worker/model/forms/plans.ts'

/**
 * The forms in which a row's result is the same to the last bit whatever runs beside it. Not fp16: it is for GPUs, whose
 * matrix products are summed in an order that depends on the number of rows. test/engine/device.test.ts says how close it
 * stays.
 */
export const ROW_EXACT_FORMS = FORM_NAMES.filter((form) => form !== 'fp16')
