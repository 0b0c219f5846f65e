/**
 * How many texts and tokens a fit spends; every count is here, because together they must fit the time.
 *
 * Where it goes (t = tokens of an answer; given: 10 pairs, t ≈ 20; self-generated: 20 pairs, t ≤ 40). Measured on 2 cores,
 * `npm run bench -- fit`, where readings side by side run at ~850 tok/s and sampling at ~700:
 *
 * | stage            | given                           |       | self-generated                      |       |
 * | characteristics  | –                               |       | 2 × 48 sampled                      |  .5 s |
 * | pairs            | –                               |       | 40 prompts × ~45 read, × 40 sampled | 5.6 s |
 * | activations      | 20 × 20 read                    |  .6 s | 40 × 50 read                        | 2.6 s |
 * | layers           | 20 × 20 × (1 + 3 layers) scored | 2.2 s | 20 × 40 × (1 + 3) scored            | 4.3 s |
 * | calibration      | 9 × 7 × 24 sampled, scored      | 5.4 s | the same                            | 5.4 s |
 * | until calibrated |                                 | 8.2 s |                                     |  18 s |
 * | evaluation       | 20 × 20 × 2 × (1 + 3) scored    | 4.3 s | 24 × 40 × 2 × (1 + 3) scored        | 9.9 s |
 *
 * A context shift reads 2 × 12 texts and samples 2 × 8 answers to measure on (3.6 s); the rest is as for given.
 */

/** Self-generated: 16 pairs are enough; the spare ones make up for what the filter drops. */
export const SELF_GENERATED_PAIRS = 20
export const ANSWER_TOKENS = 40

/** Context shift: neutral texts read, and answers sampled only to measure the margin on. */
export const CONTEXT_SHIFT_TEXTS = 12
export const PROBE_PAIRS = 8
export const PROBE_TOKENS = 24

/** Each answered plainly, and at three sizes of either sign. */
export const CALIBRATION_QUERIES = 9
export const CALIBRATION_TOKENS = 24

/** Pairs the margin is measured on: by the layer search, and by the evaluation. */
export const LAYER_SEARCH_PAIRS = 10
export const EVALUATION_PAIRS = 12
export const CONTROLS = 3

/** Texts handed to the model in one call: bounds what is held in memory and makes cancelling prompt. */
export const READING_CHUNK = 16
