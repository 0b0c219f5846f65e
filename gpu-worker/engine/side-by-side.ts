/**
 * Short texts read together. A reading of a few tokens takes nearly as long as one of many, since either passes all
 * weights through the processor; so texts that follow the same tokens are laid into one row, one behind the other, each at
 * the positions it would have alone and blind to the others (places.ts), and are read in stretches over all of them.
 *
 * Where a stretch is cut changes no number, to the last bit; what lies beside a text may change its last ones, since sums
 * are taken in another order. So what is laid together is decided by what is asked for alone, never by the load.
 */
import type { Edit } from '../../shared/steering/edit.ts'
import { rankOf } from './edit-arena.ts'
import type { StretchRequest } from './model-runner.ts'
import { stretchEnd } from './stretch-size.ts'

export type Span = {
  ids: readonly number[]
  /** Acts on all of them. */
  edit?: Edit | null
  /** Of each, what may come after it: where that one's probability is wanted, and then of every text. */
  targets?: readonly number[]
}

const isSlotted = ({ edit }: Span) => rankOf(edit ?? null) > 0

/** Tokens to be appended to a row from `start` on: `seen` by all texts, unedited, then the texts. */
export class SideBySide {
  /** Of all tokens, where the texts begin. */
  readonly begin: number
  readonly length: number
  readonly #start: number
  readonly #ids: readonly number[]
  readonly #edits: readonly (Edit | null)[]
  /** Of the texts' tokens. */
  readonly #targets: readonly number[]
  /** Of each token, where its text begins; null where nothing lies side by side. */
  readonly #begins: readonly number[] | null
  /** Whether the texts are cut off from what comes before them. */
  readonly #apart: boolean
  /** The end of the first text: up to there, tokens stand at their own places in the row. */
  readonly #natural: number

  /** Several texts have no rank slots: these act on whole stretches. */
  constructor(start: number, seen: readonly number[], texts: readonly Span[]) {
    this.#start = start
    this.begin = seen.length
    this.#ids = [...seen, ...texts.flatMap(({ ids }) => ids)]
    this.length = this.#ids.length
    this.#edits = [...seen.map(() => null), ...texts.flatMap(({ ids, edit = null }) => ids.map(() => edit))]
    this.#targets = texts.flatMap(({ targets = [] }) => targets)
    let at = seen.length
    const begins = texts.flatMap(({ ids }) => {
      const begin = at
      at += ids.length
      return ids.map(() => begin)
    })
    this.#begins = texts.length > 1 ? [...seen.map(() => 0), ...begins] : null
    this.#natural = this.begin + (texts[0]?.ids.length ?? 0)
    // A single token takes other kernels: it is always, or never, read with what is before it.
    this.#apart = texts.some(isSlotted) || this.length - this.begin === 1
  }

  /** Where the stretch that begins at token `at` ends, of at most `size` tokens. */
  end(at: number, size: number): number {
    if (this.#apart && at < this.begin) return stretchEnd(at, this.begin, size)
    if (!this.#begins || this.#start + at > 0) return stretchEnd(at, this.length, size)
    // What begins a row, the kernel takes to stand where it lies.
    return stretchEnd(at, this.length - this.#natural === 1 ? this.#natural - 1 : this.#natural, size)
  }

  /** Tokens `at` to `end` as a stretch. */
  stretch(at: number, end: number): Pick<StretchRequest, 'start' | 'ids' | 'edits' | 'places' | 'targets'> {
    const start = this.#start + at
    const begins = this.#begins?.slice(at, end)
    const from = this.#start + this.begin
    return {
      start,
      ids: this.#ids.slice(at, end),
      edits: this.#edits.slice(at, end),
      targets: this.#targets.slice(Math.max(0, at - this.begin), Math.max(0, end - this.begin)),
      ...(begins && {
        places: {
          positions: begins.map((begin, i) => (begin ? from + at + i - begin : start + i)),
          unseen: begins.map((begin) => (begin ? [from, this.#start + begin] : [0, 0])),
        },
      }),
    }
  }
}

/** Which of these texts are laid together, at most so many tokens: their places in the list, in its order. */
export function laidTogether(texts: readonly Span[], most: number): number[][] {
  const groups: number[][] = []
  let open: number[] | null = null
  let length = 0
  for (const [i, text] of texts.entries()) {
    const own = text.ids.length
    const alone = isSlotted(text) || own > most
    if (open && !alone && length + own <= most) {
      open.push(i)
      length += own
      continue
    }
    groups.push([i])
    open = alone ? null : groups.at(-1)!
    length = own
  }
  return groups
}
