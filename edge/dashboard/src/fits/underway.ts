/** Whether a fit still has something to tell. */
import type { Fit } from '../api/types.ts'

export const isUnderway = ({ state }: Pick<Fit, 'state'>): boolean => state === 'queued' || state === 'running'
