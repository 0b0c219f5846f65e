/** Stands for a cron expression where the edge has started anew and no workflow is left of before. */
export const RESTARTED = 'restarted'
