/**
 * What llama-perplexity saves of a text (`--save-all-logits`): the tokens, and for the second half of each window every
 * token's log-probability, in 16 bits over the 16 nats below the likeliest. Little-endian, without gaps:
 *
 *     '_logits_', uint32 window, int32 vocabulary, int32 windows, int32 token × window × windows,
 *     then for every window, and its positions from window / 2 to the last but one: float32 step, float32 least,
 *     uint16 × vocabulary (made even)                  log p = least + step × number; number 0: least, or below it
 */
export type Predictions = {
  /** Of each window. */
  windows: { tokens: number[]; positions: Prediction[] }[]
}

/** Of the token behind `position`. */
export type Prediction = {
  position: number
  /** By token. Where `known` is 0, it is at most this. */
  logProbs: Float32Array
  known: Uint8Array
}

const MAGIC = '_logits_'

export function decodePredictions(bytes: Buffer): Predictions {
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error(`the file does not begin with ${MAGIC}`)
  const [window, vocabulary, count] = [8, 12, 16].map((at) => bytes.readUInt32LE(at)) as [number, number, number]
  const first = Math.floor(window / 2)
  const rowBytes = 8 + 4 * Math.ceil(vocabulary / 2)
  let at = 20 + 4 * window * count
  const expected = at + count * (window - 1 - first) * rowBytes
  if (bytes.length !== expected) throw new Error(`the file has ${bytes.length} bytes, not ${expected}`)
  const windows = Array.from({ length: count }, (_, w) => {
    const tokens = Array.from({ length: window }, (_, i) => bytes.readInt32LE(20 + 4 * (w * window + i)))
    const positions: Prediction[] = []
    for (let position = first; position < window - 1; position++, at += rowBytes) {
      positions.push({ position, ...row(bytes, at, vocabulary) })
    }
    return { tokens, positions }
  })
  return { windows }
}

function row(bytes: Buffer, at: number, vocabulary: number): Omit<Prediction, 'position'> {
  const step = bytes.readFloatLE(at)
  const least = bytes.readFloatLE(at + 4)
  const logProbs = new Float32Array(vocabulary)
  const known = new Uint8Array(vocabulary)
  for (let id = 0; id < vocabulary; id++) {
    const number = bytes.readUInt16LE(at + 8 + 2 * id)
    logProbs[id] = least + step * number
    known[id] = number > 0 ? 1 : 0
  }
  return { logProbs, known }
}
