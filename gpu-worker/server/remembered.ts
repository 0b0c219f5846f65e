/**
 * Ended generations, remembered for their receipts, in bounded memory. When it is full, the project that holds most of it
 * forgets its oldest: nobody's flood of answers costs another project its receipts.
 */
import { type Asker, mayReach, type Owner } from '../../shared/owner.ts'
import type { GenerationState } from '../../shared/wire/generate.ts'
import type { Receipt } from '../../shared/wire/receipt.ts'

const CAPACITY_BYTES = 64 * 1024 * 1024

/**
 * Bytes of heap that a state takes, by what it is made of, measured and rounded up: 64 axes in each of 8 choices were
 * 278 KiB and count as 310. Texts are short or shared between states, so counting the parts is enough.
 */
const BYTES = {
  state: 2048,
  strength: 128,
  choice: 512,
  edit: 576,
  condition: 512,
  observed: 192,
  layer: 16,
  change: 64,
}

type Ended = { owner: Owner; state: GenerationState; bytes: number }

export class Remembered {
  readonly #capacity: number
  /** Oldest first. */
  readonly #ended = new Map<string, Ended>()
  readonly #projects = new Map<string, { bytes: number; ids: Set<string> }>()
  #bytes = 0

  constructor(capacity = CAPACITY_BYTES) {
    this.#capacity = capacity
  }

  get bytes(): number {
    return this.#bytes
  }

  has(id: string): boolean {
    return this.#ended.has(id)
  }

  /** null for one that is not the asker's too. */
  find(id: string, asker: Asker): GenerationState | null {
    const ended = this.#ended.get(id)
    return ended && mayReach(asker, ended.owner) ? ended.state : null
  }

  keep(id: string, owner: Owner, state: GenerationState): void {
    const { project } = owner
    const bytes = bytesOf(state)
    this.#ended.set(id, { owner, state, bytes })
    const own = this.#projects.get(project) ?? { bytes: 0, ids: new Set() }
    this.#projects.set(project, own)
    own.ids.add(id)
    own.bytes += bytes
    this.#bytes += bytes
    while (this.#bytes > this.#capacity) this.#forgetOldestOf(this.#largest())
  }

  #largest(): string {
    let largest: string | null = null
    let most = 0
    for (const [project, { bytes }] of this.#projects) {
      if (bytes <= most) continue
      largest = project
      most = bytes
    }
    return largest!
  }

  #forgetOldestOf(project: string): void {
    const own = this.#projects.get(project)!
    const id = own.ids.values().next().value!
    const { bytes } = this.#ended.get(id)!
    this.#ended.delete(id)
    own.ids.delete(id)
    own.bytes -= bytes
    this.#bytes -= bytes
    if (own.ids.size === 0) this.#projects.delete(project)
  }
}

/** The receipt that stands for all is one of the choices' and is held once. */
const bytesOf = ({ choices, strengths }: GenerationState): number =>
  choices.reduce(
    (sum, { attune }) => sum + BYTES.choice + bytesOfReceipt(attune),
    BYTES.state + Object.keys(strengths).length * BYTES.strength,
  )

const bytesOfReceipt = ({ edits, observed, changes }: Receipt): number =>
  edits.reduce(
    (sum, { layers, condition }) => sum + BYTES.edit + layers.length * BYTES.layer + (condition ? BYTES.condition : 0),
    observed.length * BYTES.observed + changes.length * BYTES.change,
  )
