/** What a fit's workflow is started with. */
export type FitJob = {
  id: string
  project: string
  /** How much of the fit's time was over when another instance handed it on, in polls. */
  used?: number
}
