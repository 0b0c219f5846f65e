/** What a fit's workflow is started with. */
export type FitJob = {
  id: string
  project: string
  /**
   * Which instance of the workflow this is, counted from 0. Only the one that the fit's row names moves it: one that another
   * has taken over from does nothing more.
   */
  turn?: number
  /** How many seconds of the fit's time were over when another instance handed it on. */
  used?: number
}

/** The instance that goes on from there; the first one is called as the fit is. */
export const instanceOf = (id: string, turn: number): string => (turn === 0 ? id : `${id}-${turn}`)
