/**
 * Memory that JavaScript cannot reach, by address. Copies are complete when a call returns, and none runs beside a run of
 * a session that reads or writes there.
 */
export interface RemoteMemory {
  /** Zeroed. @throws Error that says how much was asked for and how much is free. */
  allocate(bytes: number): bigint
  free(address: bigint): void
  /** Zeroed host memory that is copied from and to fastest. It is there for as long as the process. */
  hostMemory(bytes: number): ArrayBuffer
  write(to: bigint, source: Uint8Array): void
  read(from: bigint, into: Uint8Array): void
  /** The same with pieces that lie apart there and one after the other here. */
  writePieces(to: bigint, source: Uint8Array, pieces: Pieces): void
  readPieces(from: bigint, into: Uint8Array, pieces: Pieces): void
  /** Copies pieces there that lie equally apart on both sides and do not overlap. */
  movePieces(from: bigint, to: bigint, pieces: Pieces): void
}

/** `count` pieces of `size`, `stride` apart; and that `slices` times, `sliceStride` apart, a multiple of `stride`. */
export type Pieces = { size: number; count: number; stride: number; slices: number; sliceStride: number }
