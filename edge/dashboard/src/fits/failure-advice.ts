/** What may help a fit that failed, by the code of its error. Messages say what was wrong; this says where to turn here. */

const OTHER_WORDS = '“Change and refit”: describe poles that differ more, as plain instructions to the model.'
const OWN_PAIRS = '“Change and refit”: bring pairs of your own, and choose “Given pairs”.'
const AGAIN = '“Try again”: the same fit once more. Finished stages are kept where that is possible.'

const ADVICE: Record<string, readonly string[]> = {
  poles_alike: [OTHER_WORDS, OWN_PAIRS],
  no_contrast: [OTHER_WORDS, OWN_PAIRS],
  too_few_pairs: [OTHER_WORDS, OWN_PAIRS],
  too_few_texts: ['“Change and refit”: give more texts of either pole.'],
  too_few_anchors: ['“Change and refit”: give at least four anchors, or none.'],
  not_steerable: [OWN_PAIRS, '“Change and refit”, Advanced: another method, or another site.'],
  too_long: ['“Change and refit”: shorten the longest pairs, anchors or queries.'],
  too_large: ['“Change and refit”: give fewer or shorter pairs.'],
  layer_out_of_range: ['“Change and refit”: the layers that were named belong to another model.'],
  timed_out: [
    AGAIN,
    '“Change and refit”: fewer or shorter pairs take less time, and so does a fit without a full evaluation.',
  ],
  disk_full: ['Ask whoever runs the worker to make room on its disk, then “Try again”.'],
  folder_unusable: ['Ask whoever runs the worker to look at its folder for fits, then “Try again”.'],
}

/** Of a code that this page does not know, that it may be tried again. */
export const adviceOn = (code: string): readonly string[] => (Object.hasOwn(ADVICE, code) ? ADVICE[code]! : [AGAIN])
