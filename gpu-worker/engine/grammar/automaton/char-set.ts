/** Sets of characters (code points), as sorted ranges that neither overlap nor touch. */

export type CharSet = readonly (readonly [first: number, last: number])[]

/** All of Unicode but the surrogates, which no text in UTF-8 has. */
export const ALL_CHARS: CharSet = [
  [0, 0xd7ff],
  [0xe000, 0x10ffff],
]

export function union(...sets: CharSet[]): CharSet {
  const sorted = sets.flat().sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [first, last] of sorted) {
    const before = merged.at(-1)
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else merged.push([first, last])
  }
  return merged
}

export function intersection(a: CharSet, b: CharSet): CharSet {
  const shared: [number, number][] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const first = Math.max(a[i][0], b[j][0])
    const last = Math.min(a[i][1], b[j][1])
    if (first <= last) shared.push([first, last])
    if (a[i][1] < b[j][1]) i++
    else j++
  }
  return shared
}

/** The characters that are not in the set. */
export function complement(set: CharSet): CharSet {
  const gaps: [number, number][] = []
  let next = 0
  for (const [first, last] of set) {
    if (first > next) gaps.push([next, first - 1])
    next = last + 1
  }
  gaps.push([next, 0x10ffff])
  return intersection(
    gaps.filter(([first, last]) => first <= last),
    ALL_CHARS,
  )
}

export const charSetOf = (text: string): CharSet =>
  union(
    Array.from(text, (char) => {
      const code = char.codePointAt(0)!
      return [code, code] as const
    }),
  )
