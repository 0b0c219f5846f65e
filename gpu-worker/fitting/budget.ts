/**
 * How many texts and tokens a fit spends; every count is here, because together they must fit the time.
 *
 * Tokens computed, when the engine keeps a prompt's KV between calls (t = tokens of an answer; given: 10 pairs, t ≈ 20;
 * self-generated: 20 pairs, t ≤ 40). Reading and scoring run at prefill speed (~400 tok/s on 2 cores), sampling at
 * batched decode speed (~250 tok/s):
 *
 * | stage            | given                                  | self-generated                             |
 * | characteristics  | –                                      | 2 × 48 sampled                        ~1 s |
 * | pairs            | –                                      | 40 prompts × ~70 read, × 40 sampled  ~13 s |
 * | activations      | 20 × (35 + 20) read               ~3 s | 40 × 40 read                          ~4 s |
 * | layers           | 20 × 20 × (1 + 3 layers) scored   ~4 s | 20 × 40 × (1 + 3) scored              ~8 s |
 * | calibration      | 9 × 7 × 24 sampled, scored        ~9 s | the same                              ~9 s |
 * | until calibrated |                                  ~16 s |                                      ~35 s |
 * | evaluation       | 20 × 20 × 2 × (1 + 3) scored      ~8 s | 24 × 40 × 2 × (1 + 3) scored         ~20 s |
 *
 * A context shift reads 2 × 12 texts (~6 s) and samples 2 × 8 answers to measure on (~3 s); the rest is as for given.
 */

/** Self-generated: 16 pairs are enough; the spare ones make up for what the filter drops. */
export const SELF_GENERATED_PAIRS = 20
export const ANSWER_TOKENS = 40

/** Later ones stray from the pole. */
export const TRAITS = 3
export const TRAITS_TOKENS = 48

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
