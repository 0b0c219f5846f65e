/** What a fit's workflow is started with. */
export type FitJob = { id: string; project: string }
