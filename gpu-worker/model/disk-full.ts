/** Whether a file could not be written for want of room, as the system says it. */
export const isDiskFull = (problem: unknown): boolean =>
  problem instanceof Error &&
  (['ENOSPC', 'EDQUOT'].includes((problem as NodeJS.ErrnoException).code ?? '') || isDiskFull(problem.cause))
