/**
 * The safetensors container (F32 only): 8 bytes little-endian header length, a JSON header, the tensors' bytes.
 * Format: https://huggingface.co/docs/safetensors. Written canonically (sorted names, header padded to 8), so that
 * equal content is equal bytes.
 */
export type F32Tensor = { shape: number[]; data: Float32Array }

export type SafetensorsFile = { tensors: Map<string, F32Tensor>; metadata: Record<string, string> }

const MAX_HEADER = 16 * 1024 * 1024

export function writeSafetensors(file: SafetensorsFile): Uint8Array<ArrayBuffer> {
  const names = [...file.tensors.keys()].sort()
  const header: Record<string, unknown> = {}
  const metadataKeys = Object.keys(file.metadata).sort()
  if (metadataKeys.length)
    header.__metadata__ = Object.fromEntries(metadataKeys.map((key) => [key, file.metadata[key]]))
  let end = 0
  for (const name of names) {
    const { shape, data } = file.tensors.get(name)!
    if (shape.reduce((product, side) => product * side, 1) !== data.length) {
      throw new Error(
        `safetensors: tensor '${name}' has ${data.length} values, its shape ${JSON.stringify(shape)} says otherwise`,
      )
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] }
    end += data.byteLength
  }
  let json = JSON.stringify(header)
  const encoder = new TextEncoder()
  json += ' '.repeat((8 - (encoder.encode(json).length % 8)) % 8)
  const headerBytes = encoder.encode(json)
  const out = new Uint8Array(8 + headerBytes.length + end)
  new DataView(out.buffer).setBigUint64(0, BigInt(headerBytes.length), true)
  out.set(headerBytes, 8)
  let at = 8 + headerBytes.length
  for (const name of names) {
    const { data } = file.tensors.get(name)!
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return out
}

/** A file's table, checked as a whole; its tensors are copied out of it when asked for. */
export type SafetensorsTable = {
  metadata: Record<string, string>
  /** Shapes by name. */
  shapes: ReadonlyMap<string, number[]>
  /** undefined where the file has no such tensor. */
  read(name: string): F32Tensor | undefined
}

type Place = { shape: number[]; begin: number; end: number }

/**
 * Nothing is copied before all that the header says is known to fit the file: tensors lie one behind the other, so that
 * together they are no larger than it is.
 *
 * @param maxHeader bytes that the header may have; what it unfolds to grows with it
 * @throws Error naming what is wrong: truncated, not JSON, a dtype other than F32, offsets that overlap, leave holes or lie
 * outside the file
 */
export function openSafetensors(bytes: Uint8Array, maxHeader = MAX_HEADER): SafetensorsTable {
  const { header, body } = split(bytes, maxHeader)
  const places = new Map<string, Place>()
  let metadata: Record<string, string> = {}
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = readMetadata(entry)
    else places.set(name, readPlace(name, entry, body.length))
  }
  const gap = findGap(places, body.length)
  if (gap) throw unusable(gap)
  return {
    metadata,
    shapes: new Map([...places].map(([name, { shape }]) => [name, shape])),
    read(name) {
      const place = places.get(name)
      if (!place) return undefined
      const { shape, begin, end } = place
      const data = new Float32Array((end - begin) / Float32Array.BYTES_PER_ELEMENT)
      new Uint8Array(data.buffer).set(body.subarray(begin, end))
      return { shape, data }
    },
  }
}

/** All of a file at once. @throws as `openSafetensors` */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { metadata, shapes, read } = openSafetensors(bytes)
  return { metadata, tensors: new Map([...shapes.keys()].map((name) => [name, read(name)!])) }
}

/**
 * What keeps tensors from covering all bytes of `length` once, as the format wants it: of tensors that share bytes, a small
 * file could unfold to any size. null where nothing does.
 */
export function findGap(tensors: ReadonlyMap<string, { begin: number; end: number }>, length: number): string | null {
  let covered = 0
  for (const [name, { begin, end }] of [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) return `tensor '${name}' begins at byte ${begin}, within the tensor before it`
    if (begin > covered) return `there is a hole of ${begin - covered} bytes before tensor '${name}'`
    covered = end
  }
  return covered < length ? `there is a hole of ${length - covered} bytes behind its last tensor` : null
}

const unusable = (what: string) => new Error(`not a usable safetensors file: ${what}`)

function split(bytes: Uint8Array, maxHeader: number): { header: object; body: Uint8Array } {
  if (bytes.length < 8) throw unusable(`it has ${bytes.length} bytes`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true))
  if (8 + length > bytes.length) throw unusable('its header is longer than the file')
  if (length > maxHeader) throw unusable(`its header has ${length} bytes; at most ${maxHeader} are taken`)
  const text = bytes.subarray(8, 8 + length)
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(text))
  } catch {
    throw unusable('its header is not JSON')
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw unusable('its header is not an object')
  }
  return { header, body: bytes.subarray(8 + length) }
}

function readMetadata(entry: unknown): Record<string, string> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw unusable('its metadata is no object')
  const wrong = Object.entries(entry).find(([, value]) => typeof value !== 'string')
  if (wrong) throw unusable(`its metadata '${wrong[0].slice(0, 60)}' is no text`)
  return Object.fromEntries(Object.entries(entry))
}

function readPlace(name: string, entry: unknown, length: number): Place {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  if (dtype !== 'F32') throw unusable(`tensor '${name}' has dtype ${shown(dtype)}; F32 is expected`)
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw unusable(`tensor '${name}' is badly described`)
  }
  const [begin, end] = offsets as [number, number]
  const count = shape.reduce((product, side) => product * side, 1)
  if (begin > end || end > length || end - begin !== 4 * count) {
    throw unusable(`tensor '${name}' does not fit the file`)
  }
  return { shape, begin, end }
}

/** What a file says instead of a short text may be anything. */
const shown = (value: unknown) => (typeof value === 'string' ? value.slice(0, 20) : typeof value)

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side >= 0)
