/** Several sources read at once, whatever comes first first. */

/** What they yield, with the place of who yielded it. Left early, or where one throws, it leaves them all. */
export async function* sideBySide<Value>(sources: readonly AsyncGenerator<Value>[]): AsyncGenerator<[Value, number]> {
  const next = (at: number) => sources[at]!.next().then((result) => ({ at, result }))
  const waiting = new Map(sources.map((_, at) => [at, next(at)]))
  try {
    while (waiting.size) {
      const { at, result } = await Promise.race(waiting.values())
      if (result.done) waiting.delete(at)
      else {
        waiting.set(at, next(at))
        yield [result.value, at]
      }
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)))
  }
}
