/** What is learnt from: things that a user did, and what is believed of the strengths that they like. */

/** Where a text stands, by axis, in units of strength. Axes that are not named stand at 0. */
export type Position = Readonly<Record<string, number>>

export const GRADES = [-2, -1, 0, 1, 2] as const
export type Grade = (typeof GRADES)[number]

export type Evidence =
  /** Which of two or more candidates was liked best, by its place in the list. */
  | { kind: 'pick'; candidates: readonly Position[]; picked: number }
  | { kind: 'thumb'; at: Position; up: boolean }
  | { kind: 'grade'; at: Position; grade: Grade }
  /** 'More of this axis than here', or less. */
  | { kind: 'adjust'; at: Position; axis: string; more: boolean }
  /** The user rewrote a text that stood at `from`; theirs stands at `to`. */
  | { kind: 'edit'; from: Position; to: Position }
  | { kind: 'regenerate' | 'copy'; at: Position }
  /** Where the user's own writing stands, and how sure that is, as a variance for each axis that `mean` names. */
  | { kind: 'texts'; mean: Position; variance: Readonly<Record<string, number>> }

export type EvidenceKind = Evidence['kind']

/** `weight` 1 counts in full, 0 not at all. */
export type WeightedEvidence = Evidence & { id: string; weight: number }

/** `mean` is [axes], in strength; `covariance` [axes, axes], in strength²; both in the order of the axes meant. */
export type Gaussian = { mean: ArrayLike<number>; covariance: readonly ArrayLike<number>[] }

/** What a user's belief starts from: a proper Gaussian (positive definite). */
export type Prior = Gaussian

/** How readily a user approves, whatever the text: log-odds of a thumb up at the very strengths they like. */
export type Bias = { mean: number; variance: number }

/** A Gaussian of preferred strengths, in the order of `axes`. A pinned axis has variance 0. */
export type Preferences = { axes: readonly string[]; mean: number[]; covariance: number[][] }

/** `informed`: the chance that the user's signals follow their liking at all (informed.ts). */
export type Belief = Preferences & { bias: Bias; informed: number }
