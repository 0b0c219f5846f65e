/** Where tensors live and graphs run. Everything that allocates or loads takes a device. */
import { openCudaDriver } from './cuda-driver.ts'
import { addCudaProvider } from './cuda-provider.ts'
import { api, create, type Pointer } from './ort-api.ts'

export const DEVICE_NAMES = ['cpu', 'cuda'] as const
export type DeviceName = (typeof DEVICE_NAMES)[number]

export type Device = {
  readonly name: DeviceName
  /** What it is, for people: 'NVIDIA H100 80GB HBM3'. */
  readonly model: string
  /** ONNX Runtime's name for its memory (OrtMemoryInfo). */
  readonly memory: Pointer
  /** null where its memory is the host's: then nothing needs to be copied. */
  readonly remote: RemoteMemory | null
  /** Makes a session run there (OrtSessionOptions). @throws Error that says what is missing on this machine. */
  addProvider(sessionOptions: Pointer): void
}

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

const ARENA_ALLOCATOR = 1
const DEVICE_ALLOCATOR = 0
const DEFAULT_MEMORY = 0

export const cpu: Device = {
  name: 'cpu',
  model: 'CPU',
  memory: create(api.CreateCpuMemoryInfo, ARENA_ALLOCATOR, DEFAULT_MEMORY),
  remote: null,
  addProvider: () => {},
}

/** @throws Error that says what is missing on this machine. */
export function openDevice(name: DeviceName): Device {
  if (name === 'cpu') return cpu
  const driver = openCudaDriver()
  return {
    name,
    model: driver.model,
    memory: create(api.CreateMemoryInfo, 'Cuda', DEVICE_ALLOCATOR, driver.ordinal, DEFAULT_MEMORY),
    remote: driver,
    addProvider: (sessionOptions) => addCudaProvider(sessionOptions, driver.ordinal),
  }
}
