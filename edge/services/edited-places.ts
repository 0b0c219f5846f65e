import type { Place } from '../../shared/learning/stored-evidence.ts'
export async function editedPlaces(..._: unknown[]): Promise<{ from: Place; to: Place }> {
  throw new Error('todo')
}
