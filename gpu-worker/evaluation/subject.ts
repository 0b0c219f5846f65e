import type { Direction } from '../../shared/direction.ts'
import { composeEdit, type Edit } from '../../shared/steering/edit.ts'

/** Something that edits by a strength: a direction, or a control beside it. */
export type Subject = {
  /** null: nothing is edited, as at strength 0. */
  edit(strength: number): Edit | null
}

/** What a user of this one axis gets: mode add, with the caps that hold for it; beyond ±1 in overdrive. */
export const directionSubject = (direction: Direction): Subject => ({
  edit(strength) {
    const axis = { axis: direction.manifest.axis, direction, strength, mode: 'add' as const }
    const { edit } = composeEdit([axis], { overdrive: Math.abs(strength) > 1 })
    return edit.size ? edit : null
  },
})
