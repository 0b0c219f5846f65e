/** Variants measured in turns (A B, B A, A B …), so that what disturbs the machine disturbs all of them alike. */

export type RoundOptions = {
  rounds: number
  /** Rounds that are run first and not kept. */
  warmUp?: number
}

/** Measures every variant once a round, in an order that turns round each time; returns the values, round by round. */
export async function inTurns<Name extends string>(
  variants: Record<Name, () => number | Promise<number>>,
  { rounds, warmUp = 1 }: RoundOptions,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(variants) as Name[]
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const value = await variants[name]()
      if (round >= 0) values[name].push(value)
    }
  }
  return values
}

/** Seconds that the work takes. */
export async function secondsOf(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}
