/**
 * The tokens of a vocabulary by their bytes, as a trie that lies flat in memory: nodes in depth-first order, each with
 * the size of its subtree, so that a walk is a loop that skips what does not fit (the layout of llguidance's toktrie).
 */
export class TokenTrie {
  /** The byte that leads to each node. The root is not among them. */
  readonly bytes: Uint8Array
  /** How many bytes lie above each node. */
  readonly depths: Uint16Array
  /** The token that ends at each node; -1: none. */
  readonly tokens: Int32Array
  /** Nodes in each node's subtree, itself included. */
  readonly sizes: Int32Array
  /** Another token with the same bytes, for each token id; -1: none. */
  readonly twins: Int32Array
  /** Bytes in the longest token. */
  readonly height: number

  /** `bytesOf` is asked for each of `ids` once; tokens without bytes are left out. */
  constructor(ids: readonly number[], bytesOf: (id: number) => Uint8Array) {
    const spelled = ids
      .map((id) => ({ id, bytes: bytesOf(id) }))
      .filter(({ bytes }) => bytes.length > 0)
      .map(({ id, bytes }) => ({ id, bytes, order: Buffer.from(bytes).toString('latin1') }))
      .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id - b.id))
    this.twins = new Int32Array(Math.max(0, ...maximum(ids)) + 1).fill(-1)
    this.height = spelled.reduce((height, { bytes }) => Math.max(height, bytes.length), 0)
    let count = 0
    let before: Uint8Array = new Uint8Array(0)
    for (const { bytes } of spelled) {
      count += bytes.length - shared(before, bytes)
      before = bytes
    }
    this.bytes = new Uint8Array(count)
    this.depths = new Uint16Array(count)
    this.tokens = new Int32Array(count).fill(-1)
    this.sizes = new Int32Array(count).fill(1)

    /** The nodes on the way to the token before. */
    const path: number[] = []
    let next = 0
    before = new Uint8Array(0)
    const close = (depth: number) => {
      while (path.length > depth) {
        const node = path.pop()!
        this.sizes[node] = next - node
      }
    }
    for (const { id, bytes } of spelled) {
      close(shared(before, bytes))
      for (let depth = path.length; depth < bytes.length; depth++) {
        this.bytes[next] = bytes[depth]
        this.depths[next] = depth
        path.push(next++)
      }
      const node = path[path.length - 1]
      this.twins[id] = this.tokens[node]
      this.tokens[node] = id
      before = bytes
    }
    close(0)
  }
}

function maximum(ids: readonly number[]): number[] {
  return ids.length ? [ids.reduce((most, id) => Math.max(most, id))] : []
}

function shared(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a[length] === b[length]) length++
  return length
}
