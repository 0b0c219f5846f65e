/** How answers are sampled. `seed` null: a new one for every question. */
export type Settings = { temperature: number; maxTokens: number; seed: number | null }

export const DEFAULT_SETTINGS: Settings = { temperature: 0.7, maxTokens: 200, seed: null }

export const MAX_SEED = 2 ** 31 - 1

export const randomSeed = (): number => Math.floor(Math.random() * MAX_SEED)
