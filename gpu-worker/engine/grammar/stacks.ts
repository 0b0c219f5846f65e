/**
 * What is still to come after a stretch: a stack of nodes, or several stacks at once where readings differ. Stacks share
 * their lower parts and exist once each, so that equal ones are the same object, and readings that reach the same place
 * are merged however many there are (a graph-structured stack: M. Tomita 1985).
 */
export type Stack = {
  readonly id: number
  /** Whether nothing may be left to come. */
  readonly ends: boolean
  /** The things that may come next, in order of their numbers, each with what is below it. */
  readonly tops: readonly { readonly item: number; readonly below: Stack }[]
}

export class Stacks {
  /** Nothing is left. */
  readonly bottom: Stack = { id: 0, ends: true, tops: [] }
  readonly #known = new Map<string, Stack>([['end', this.bottom]])
  readonly #unions = new Map<string, Stack>()

  push(item: number, below: Stack): Stack {
    return this.#unique(false, [{ item, below }])
  }

  union(a: Stack, b: Stack): Stack {
    if (a === b) return a
    const key = a.id < b.id ? `${a.id},${b.id}` : `${b.id},${a.id}`
    let union = this.#unions.get(key)
    if (!union) {
      const belows = new Map(a.tops.map(({ item, below }) => [item, below]))
      for (const { item, below } of b.tops) {
        const known = belows.get(item)
        belows.set(item, known ? this.union(known, below) : below)
      }
      const tops = [...belows].map(([item, below]) => ({ item, below })).sort((x, y) => x.item - y.item)
      union = this.#unique(a.ends || b.ends, tops)
      this.#unions.set(key, union)
    }
    return union
  }

  /** The same stack among these ones, for a stack of others. However deep: it does not recurse. */
  adopt(stack: Stack): Stack {
    const adopted = new Map<Stack, Stack>()
    const open = [stack]
    for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
      const missing = next.tops.flatMap(({ below }) => (adopted.has(below) ? [] : below))
      if (missing.length > 0) {
        open.push(...missing)
        continue
      }
      const tops = next.tops.map(({ item, below }) => ({ item, below: adopted.get(below)! }))
      adopted.set(next, this.#unique(next.ends, tops))
      open.pop()
    }
    return adopted.get(stack)!
  }

  #unique(ends: boolean, tops: Stack['tops']): Stack {
    const key = `${ends ? 'end' : ''}${tops.map(({ item, below }) => `${item}/${below.id}`).join(' ')}`
    let stack = this.#known.get(key)
    if (!stack) {
      stack = { id: this.#known.size, ends, tops }
      this.#known.set(key, stack)
    }
    return stack
  }
}
