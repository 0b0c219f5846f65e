/**
 * A stage's result as bytes: JSON where it is plain data; where it holds vectors, one safetensors file with the
 * vectors as tensors and the rest as JSON in its metadata. Equal values give equal bytes, so the digest of these bytes
 * also names a stage's inputs.
 */
import { createHash } from 'node:crypto'
import { type F32Tensor, readSafetensors, writeSafetensors } from '../../shared/safetensors.ts'

const METADATA_KEY = 'value'
const REFERENCE = '$tensor'

export type StageBytes = { kind: 'json' | 'safetensors'; bytes: Uint8Array }

/** Objects, arrays, strings, finite numbers, booleans, null and Float32Arrays; nothing else survives. */
export function encodeValue(value: unknown): StageBytes {
  const tensors = new Map<string, F32Tensor>()
  const json = JSON.stringify(
    value,
    (_, part) => {
      if (!(part instanceof Float32Array)) return part
      const name = String(tensors.size).padStart(6, '0')
      tensors.set(name, { shape: [part.length], data: part })
      return { [REFERENCE]: name }
    },
    1,
  )
  return tensors.size
    ? { kind: 'safetensors', bytes: writeSafetensors({ tensors, metadata: { [METADATA_KEY]: json } }) }
    : { kind: 'json', bytes: new TextEncoder().encode(json) }
}

/** @throws Error when the bytes are not what `encodeValue` wrote. */
export function decodeValue({ kind, bytes }: StageBytes): unknown {
  if (kind === 'json') return JSON.parse(new TextDecoder().decode(bytes))
  const { tensors, metadata } = readSafetensors(bytes)
  return JSON.parse(metadata[METADATA_KEY] ?? '', (_, part) => {
    const name = part?.[REFERENCE]
    if (typeof name !== 'string') return part
    const tensor = tensors.get(name)
    if (!tensor) throw new Error(`tensor ${name} is missing`)
    return tensor.data
  })
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const digest = (value: unknown): string => sha256(encodeValue(value).bytes)
