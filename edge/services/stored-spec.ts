/** What was asked of fits as it lies in rows → as it is now: rows of earlier versions lack what has been added since. */
import { type FitSpec, fitSpec } from '../../shared/wire/fit.ts'

export const toSpec = (stored: FitSpec): FitSpec => fitSpec.parse(stored)
