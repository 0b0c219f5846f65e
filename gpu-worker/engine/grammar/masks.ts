/** Which tokens may come in a state: those whose bytes can be followed from it. */
import { NONE, type State, UNKNOWN } from './states.ts'
import type { TokenIndex } from './token-index.ts'
import { TokenMask } from './token-mask.ts'
import type { TokenTrie } from './token-trie.ts'

/** Kept with the state, so that it is found once. Not to be written to. */
export function maskOf(state: State, index: TokenIndex): TokenMask {
  state.mask ??= state.of.sharedMask(state, index.trie.height, () => findMask(state, index))
  return state.mask
}

function findMask(state: State, index: TokenIndex): TokenMask {
  const plain = state.readings.map(({ machine, place }) => machine.plain(place))
  const sure = plain.reduce((longest, { sure }) => Math.max(longest, sure), 0)
  const mask = index.plain(sure)?.copy() ?? new TokenMask(index.size)
  if (state.ends) for (const id of index.endIds) mask.add(id)
  for (const id of state.tokens.keys()) mask.add(id)
  // Whether no other plain token can come.
  const isAll = sure >= index.longestPlain || plain.every(({ most = Number.POSITIVE_INFINITY }) => most <= sure)
  walk(state, isAll ? index.unplain : index.trie, mask)
  return mask
}

function walk(from: State, { bytes, depths, tokens, sizes, twins, height }: TokenTrie, mask: TokenMask): void {
  const states = from.of
  const path = new Int32Array(height + 1)
  path[0] = from.id
  let { table } = states
  for (let node = 0; node < bytes.length; ) {
    const depth = depths[node]
    let to = table[(path[depth] << 8) | bytes[node]]
    if (to === UNKNOWN) {
      to = states.next(path[depth], bytes[node])
      table = states.table
    }
    if (to === NONE) {
      node += sizes[node]
      continue
    }
    path[depth + 1] = to
    for (let token = tokens[node]; token >= 0; token = twins[token]) mask.add(token)
    node++
  }
}
