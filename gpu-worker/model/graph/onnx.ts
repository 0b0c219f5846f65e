/**
 * A writer for ONNX files: protobuf by hand, enough for graphs whose large weights lie in an external file.
 * Field numbers are those of onnx.proto3.
 */
import { DTYPES, type DType, elements, type Shape, type TypedArray } from '../../runtime/tensor.ts'

const OPSET = 21
const IR_VERSION = 10
export const CONTRIB = 'com.microsoft'

type Bytes = Uint8Array
const utf8 = new TextEncoder()

function varint(value: number | bigint): Bytes {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}

const VARINT = 0
const LENGTH_DELIMITED = 2
const FIXED32 = 5
const tag = (field: number, wireType: number) => varint((field << 3) | wireType)
const integer = (field: number, value: number | bigint) => concat([tag(field, VARINT), varint(value)])
const message = (field: number, bytes: Bytes) => concat([tag(field, LENGTH_DELIMITED), varint(bytes.length), bytes])
const string = (field: number, text: string) => message(field, utf8.encode(text))
const float = (field: number, value: number) =>
  concat([tag(field, FIXED32), new Uint8Array(Float32Array.of(value).buffer)])

function concat(parts: readonly Bytes[]): Bytes {
  return Buffer.concat(parts)
}

/** Floats are wrapped, since 1 and 1.0 are one value in JavaScript but two types in ONNX. */
export type Attribute = number | string | { float: number }

function attribute(name: string, value: Attribute): Bytes {
  const FLOAT = 1
  const INT = 2
  const STRING = 3
  if (typeof value === 'string') return concat([string(1, name), string(4, value), integer(20, STRING)])
  if (typeof value === 'number') return concat([string(1, name), integer(3, value), integer(20, INT)])
  return concat([string(1, name), float(2, value.float), integer(20, FLOAT)])
}

function tensorHeader(name: string, dtype: DType, shape: Shape): Bytes {
  return concat([...shape.map((side) => integer(1, side)), integer(2, DTYPES[dtype].code), string(8, name)])
}

function valueInfo(name: string, dtype: DType, shape: readonly (number | string)[]): Bytes {
  const sides = shape.map((side) => message(1, typeof side === 'string' ? string(2, side) : integer(1, side)))
  const type = message(1, concat([integer(1, DTYPES[dtype].code), message(2, concat(sides))]))
  return concat([string(1, name), message(2, type)])
}

/** Where a tensor lies that is not in the graph's own file: `file` is beside it. */
export type ExternalTensor = { file: string; dtype: DType; shape: Shape; offset: number; bytes: number }

/**
 * A graph under construction. Names are plain strings; the empty string is ONNX's 'no value'. Sides given as strings
 * are free dimensions.
 */
export class GraphBuilder {
  readonly #nodes: Bytes[] = []
  readonly #initializers: Bytes[] = []
  readonly #inputs: Bytes[] = []
  readonly #outputs: Bytes[] = []
  readonly #known = new Set<string>()
  readonly inputNames: string[] = []
  readonly outputNames: string[] = []
  readonly externals = new Map<string, ExternalTensor>()

  get nodes(): number {
    return this.#nodes.length
  }

  input(name: string, dtype: DType, shape: readonly (number | string)[]): string {
    this.#inputs.push(valueInfo(name, dtype, shape))
    this.inputNames.push(name)
    return name
  }

  output(name: string, dtype: DType, shape: readonly (number | string)[]): string {
    this.#outputs.push(valueInfo(name, dtype, shape))
    this.outputNames.push(name)
    return name
  }

  /** One operator; returns the names of its outputs. A single output may be given as a string. */
  node(
    op: string,
    inputs: readonly string[],
    outputs: string | readonly string[],
    attributes: Record<string, Attribute> = {},
    domain = '',
  ): string {
    const outs = typeof outputs === 'string' ? [outputs] : outputs
    const named = outs.find((name) => name !== '')!
    this.#nodes.push(
      concat([
        ...inputs.map((name) => string(1, name)),
        ...outs.map((name) => string(2, name)),
        string(3, named),
        string(4, op),
        ...Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value))),
        ...(domain ? [string(7, domain)] : []),
      ]),
    )
    return outs[0]!
  }

  /** A small constant inside the file; asked for twice, it is written once. */
  constant<D extends DType>(name: string, dtype: D, shape: Shape, data: TypedArray<D>): string {
    if (this.#known.has(name)) return name
    this.#known.add(name)
    if (data.length !== elements(shape)) throw new Error(`constant ${name}: shape and data differ`)
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    this.#initializers.push(concat([tensorHeader(name, dtype, shape), message(9, raw)]))
    return name
  }

  /** A weight in a file beside the graph. */
  external(name: string, tensor: ExternalTensor): string {
    if (this.#known.has(name)) return name
    this.#known.add(name)
    this.externals.set(name, tensor)
    const EXTERNAL = 1
    const entry = (key: string, value: string) => message(13, concat([string(1, key), string(2, value)]))
    this.#initializers.push(
      concat([
        tensorHeader(name, tensor.dtype, tensor.shape),
        entry('location', tensor.file),
        entry('offset', String(tensor.offset)),
        entry('length', String(tensor.bytes)),
        integer(14, EXTERNAL),
      ]),
    )
    return name
  }

  /** The ModelProto. */
  finish(): Uint8Array {
    const graph = concat([
      ...this.#nodes.map((node) => message(1, node)),
      string(2, 'attune'),
      ...this.#initializers.map((tensor) => message(5, tensor)),
      ...this.#inputs.map((info) => message(11, info)),
      ...this.#outputs.map((info) => message(12, info)),
    ])
    const opset = (domain: string, version: number) =>
      message(8, concat([...(domain ? [string(1, domain)] : []), integer(2, version)]))
    return concat([integer(1, IR_VERSION), string(2, 'attune'), message(7, graph), opset('', OPSET), opset(CONTRIB, 1)])
  }
}
