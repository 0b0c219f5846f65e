/** Where tensors live and graphs run. Everything that allocates or loads takes a device. */
import { openCudaDriver } from './cuda-driver.ts'
import { addCudaProvider } from './cuda-provider.ts'
import { api, create, type Pointer } from './ort-api.ts'
import type { RemoteMemory } from './remote-memory.ts'

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
  /**
   * Whether a run that comes again and again is recorded the first time and replayed from then on, which saves starting
   * its operators one by one. While a run is recorded, nothing else may use the device.
   */
  readonly records: boolean
  /** Makes a session run there (OrtSessionOptions). @throws Error that says what is missing on this machine. */
  addProvider(sessionOptions: Pointer): void
}

const ARENA_ALLOCATOR = 1
const DEVICE_ALLOCATOR = 0
const DEFAULT_MEMORY = 0

export const cpu: Device = {
  name: 'cpu',
  model: 'CPU',
  memory: create(api.CreateCpuMemoryInfo, ARENA_ALLOCATOR, DEFAULT_MEMORY),
  remote: null,
  records: false,
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
    records: true,
    addProvider: (sessionOptions) => addCudaProvider(sessionOptions, driver.ordinal),
  }
}
