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

/** @throws Error naming what is wrong: truncated, not JSON, a dtype other than F32, offsets outside the file. */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const bad = (what: string) => new Error(`not a usable safetensors file: ${what}`)
  if (bytes.length < 8) throw bad(`it has ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength > MAX_HEADER || 8 + headerLength > bytes.length) throw bad('its header is longer than the file')
  let header: Record<string, unknown>
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes.subarray(8, 8 + headerLength)),
    )
  } catch {
    throw bad('its header is not JSON')
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw bad('its header is not an object')
  const body = bytes.subarray(8 + headerLength)
  const tensors = new Map<string, F32Tensor>()
  const metadata: Record<string, string> = {}
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries((entry ?? {}) as object)) metadata[key] = String(value)
      continue
    }
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
    if (dtype !== 'F32') throw bad(`tensor '${name}' has dtype ${String(dtype)}; F32 is expected`)
    if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) throw bad(`tensor '${name}' is badly described`)
    const [begin, end] = offsets as [number, number]
    const count = shape.reduce((product, side) => product * side, 1)
    if (begin > end || end > body.length || end - begin !== 4 * count)
      throw bad(`tensor '${name}' does not fit the file`)
    const data = new Float32Array(count)
    new Uint8Array(data.buffer).set(body.subarray(begin, end))
    tensors.set(name, { shape, data })
  }
  return { tensors, metadata }
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side >= 0)
