/** From strengths to what a reader meets in the text: where simulated users live. */
import type { Position } from '../../shared/learning/events.ts'
import { utility } from '../../shared/learning/utility.ts'

/** What someone likes, in the features of the world's texts, in units of strength. */
export type Taste = Position

export type Text = {
  /** What is stored of it: where it stands on the axes. */
  position: Position
  /** What its reader meets. */
  features: Position
}

export type World = {
  axes: readonly string[]
  /** [axes] */
  steps: readonly number[]
  /** The text that an answer to the prompt is, at these strengths. */
  write(strengths: Position, prompt: number): Text
  /** How much someone likes a text, in the model's units: see shared/learning/utility.ts. */
  liking(taste: Taste, features: Position): number
  /** How much someone would like this profile for good: the mean over prompts. */
  value(taste: Taste, strengths: Position): number
  /** The value of the fixed profile that is best for them. */
  best(taste: Taste): number
}

/** A world in which steering does exactly what it says: a text's features are its strengths. */
export function syntheticWorld(dimensions: number, step = 0.25): World {
  const axes = Array.from({ length: dimensions }, (_, a) => `axis${a}`)
  const byAxis = Object.fromEntries(axes.map((axis) => [axis, step]))
  const liking = (taste: Taste, features: Position) => utility(features, taste, byAxis)
  return {
    axes,
    steps: axes.map(() => step),
    write: (strengths) => ({ position: strengths, features: strengths }),
    liking,
    value: liking,
    // Tastes are in the safe range, so that the best profile is the taste itself.
    best: () => 0,
  }
}
