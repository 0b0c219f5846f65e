/** The stages of a fit in words. */
import type { Stage } from '../api/types.ts'

/** In the order in which they run. */
export const STAGE_WORDS: Record<Stage, string> = {
  characteristics: 'Listing what marks each pole',
  pairs: 'Writing answers at both poles',
  filter: 'Dropping unusable answers',
  activations: 'Reading hidden states',
  method: 'Finding the direction',
  layers: 'Choosing layers',
  calibration: 'Calibrating the safe maximum',
  evaluation: 'Evaluating on held-out pairs',
  artifact: 'Writing the direction file',
  report: 'Full evaluation',
}

export const STAGES = Object.keys(STAGE_WORDS) as Stage[]
