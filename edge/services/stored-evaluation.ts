/** Evaluations as they lie in rows → as they are now: rows of earlier versions lack what has been added since. */
import type { Evaluation } from '../../shared/wire/fit.ts'

const ADDED = { layers: [], pairs: null, report: null } satisfies Partial<Evaluation>

export const toEvaluation = (stored: Evaluation | null): Evaluation | null => stored && { ...ADDED, ...stored }
