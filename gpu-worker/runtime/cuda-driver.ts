/**
 * NVIDIA's driver API (libcuda, which comes with the driver) through koffi: memory on the GPU and copies from and to it.
 * ONNX Runtime's CUDA provider uses the device's primary context; so does this, and addresses mean the same to both.
 *
 * Calls block for as long as a copy takes: microseconds, but for the weights when a graph is loaded.
 */

import koffi from './koffi.ts'
import type { Pieces, RemoteMemory } from './remote-memory.ts'

/** CUDA_VISIBLE_DEVICES chooses which GPU is number 0. */
const ORDINAL = 0

export type CudaDriver = RemoteMemory & { model: string; ordinal: number }

const LIBRARY: Partial<Record<NodeJS.Platform, string>> = { linux: 'libcuda.so.1', win32: 'nvcuda.dll' }

const FUNCTIONS = {
  cuInit: 'int cuInit(unsigned int flags)',
  cuDeviceGetCount: 'int cuDeviceGetCount(_Out_ int* count)',
  cuDeviceGet: 'int cuDeviceGet(_Out_ int* device, int ordinal)',
  cuDeviceGetName: 'int cuDeviceGetName(void* name, int length, int device)',
  cuDevicePrimaryCtxRetain: 'int cuDevicePrimaryCtxRetain(_Out_ void** context, int device)',
  cuCtxSetCurrent: 'int cuCtxSetCurrent(void* context)',
  cuCtxSynchronize: 'int cuCtxSynchronize()',
  cuMemGetInfo_v2: 'int cuMemGetInfo_v2(_Out_ size_t* free, _Out_ size_t* total)',
  cuMemAlloc_v2: 'int cuMemAlloc_v2(_Out_ uint64_t* address, size_t bytes)',
  cuMemFree_v2: 'int cuMemFree_v2(uint64_t address)',
  cuMemHostAlloc: 'int cuMemHostAlloc(_Out_ void** address, size_t bytes, unsigned int flags)',
  cuMemsetD8_v2: 'int cuMemsetD8_v2(uint64_t address, uint8_t value, size_t bytes)',
  cuMemcpyHtoD_v2: 'int cuMemcpyHtoD_v2(uint64_t to, const void* from, size_t bytes)',
  cuMemcpyDtoH_v2: 'int cuMemcpyDtoH_v2(void* to, uint64_t from, size_t bytes)',
  cuMemcpy3D_v2: 'int cuMemcpy3D_v2(const CUDA_MEMCPY3D* copy)',
  cuGetErrorName: 'int cuGetErrorName(int error, _Out_ const char** name)',
} as const
type Functions = Record<keyof typeof FUNCTIONS, (...args: unknown[]) => number>

const HOST = 1
const DEVICE = 2
const NO_DEVICE = 100
const OUT_OF_MEMORY = 2

/** @throws Error that says what is missing on this machine. */
export function openCudaDriver(): CudaDriver {
  const cu = load()
  const checked = (name: keyof Functions, ...args: unknown[]) => {
    const code = cu[name](...args)
    if (code !== 0) throw new Error(`the GPU's driver failed: ${name} gave ${errorName(cu, code)}`)
  }
  const out = <T>(name: keyof Functions, ...rest: unknown[]): T => {
    const place: [T | null] = [null]
    checked(name, place, ...rest)
    return place[0] as T
  }

  const started = cu.cuInit(0)
  if (started === NO_DEVICE) throw new Error(`${NO_GPU}; CUDA_VISIBLE_DEVICES may hide it, or the container lacks it`)
  if (started !== 0) {
    throw new Error(`${NO_GPU}: the NVIDIA driver does not start (${errorName(cu, started)}); nvidia-smi says more`)
  }
  if (out<number>('cuDeviceGetCount') <= ORDINAL) throw new Error(`${NO_GPU}; CUDA_VISIBLE_DEVICES may hide it`)
  const device = out<number>('cuDeviceGet', ORDINAL)
  const name = Buffer.alloc(256)
  checked('cuDeviceGetName', name, name.length, device)
  checked('cuCtxSetCurrent', out('cuDevicePrimaryCtxRetain', device))

  /** Copies within the GPU, and the last part of those to it, go on after the call that started them. */
  const settle = () => checked('cuCtxSynchronize')
  const copyPieces = (from: Side, to: Side, { size, count, slices }: Pieces) => {
    const copy = { ...NOWHERE, ...side('src', from), ...side('dst', to) }
    checked('cuMemcpy3D_v2', { ...copy, WidthInBytes: size, Height: count, Depth: slices })
    settle()
  }
  return {
    model: name.toString('latin1', 0, name.indexOf(0)),
    ordinal: ORDINAL,
    allocate(bytes) {
      const place: [bigint | number] = [0]
      const code = cu.cuMemAlloc_v2(place, Math.max(bytes, 1))
      if (code === OUT_OF_MEMORY) {
        const free: [number] = [0]
        checked('cuMemGetInfo_v2', free, [0])
        throw new Error(`the GPU has ${mib(free[0])} MiB free, and ${mib(bytes)} MiB are needed: ${SMALLER}`)
      }
      if (code !== 0) throw new Error(`the GPU's driver failed: cuMemAlloc gave ${errorName(cu, code)}`)
      const address = BigInt(place[0])
      checked('cuMemsetD8_v2', address, 0, bytes)
      settle()
      return address
    },
    free: (address) => checked('cuMemFree_v2', address),
    hostMemory(bytes) {
      const length = Math.max(bytes, 1)
      const memory = koffi.view(out('cuMemHostAlloc', length, 0), length)
      new Uint8Array(memory).fill(0)
      return memory
    },
    write(to, source) {
      checked('cuMemcpyHtoD_v2', to, source, source.byteLength)
      settle()
    },
    read: (from, into) => checked('cuMemcpyDtoH_v2', into, from, into.byteLength),
    writePieces: (to, source, pieces) => copyPieces(hostSide(source, pieces), deviceSide(to, pieces), pieces),
    readPieces: (from, into, pieces) => copyPieces(deviceSide(from, pieces), hostSide(into, pieces), pieces),
    movePieces: (from, to, pieces) => copyPieces(deviceSide(from, pieces), deviceSide(to, pieces), pieces),
  }
}

/** One side of a copy: bytes from one piece to the next, and pieces from one slice to the next. */
type Side = { host: Uint8Array | null; device: bigint; pitch: number; height: number }
const hostSide = (host: Uint8Array, { size, count }: Pieces): Side => ({ host, device: 0n, pitch: size, height: count })
const deviceSide = (device: bigint, { stride, sliceStride }: Pieces): Side => ({
  host: null,
  device,
  pitch: stride,
  height: sliceStride / stride,
})
const side = (name: 'src' | 'dst', { host, device, pitch, height }: Side) => ({
  [`${name}MemoryType`]: host ? HOST : DEVICE,
  [`${name}Host`]: host,
  [`${name}Device`]: device,
  [`${name}Pitch`]: pitch,
  [`${name}Height`]: height,
})

const NO_GPU = 'ATTUNE_DEVICE is cuda, but no NVIDIA GPU is found'
const SMALLER = 'fewer ATTUNE_ROWS or a shorter ATTUNE_CONTEXT take less'
const mib = (bytes: number) => Math.ceil(Number(bytes) / 2 ** 20)

const side3D = (name: 'src' | 'dst', pointer: string) => ({
  [`${name}XInBytes`]: 'size_t',
  [`${name}Y`]: 'size_t',
  [`${name}Z`]: 'size_t',
  [`${name}LOD`]: 'size_t',
  [`${name}MemoryType`]: 'int',
  [`${name}Host`]: pointer,
  [`${name}Device`]: 'uint64_t',
  [`${name}Array`]: 'void*',
  [`${name === 'src' ? 'reserved0' : 'reserved1'}`]: 'void*',
  [`${name}Pitch`]: 'size_t',
  [`${name}Height`]: 'size_t',
})
const MEMCPY3D = {
  ...side3D('src', 'const void*'),
  ...side3D('dst', 'void*'),
  WidthInBytes: 'size_t',
  Height: 'size_t',
  Depth: 'size_t',
}
const NOWHERE = Object.fromEntries(
  Object.entries(MEMCPY3D).map(([name, type]) => [name, type.endsWith('*') ? null : 0]),
)

let functions: Functions | null = null

function load(): Functions {
  if (functions) return functions
  const name = LIBRARY[process.platform]
  if (!name) throw new Error(`ATTUNE_DEVICE is cuda, but there is no CUDA for ${process.platform}`)
  const library = loadLibrary(name)
  koffi.struct('CUDA_MEMCPY3D', MEMCPY3D)
  const entries = Object.entries(FUNCTIONS).map(([key, signature]) => [key, library.func(signature)])
  functions = Object.fromEntries(entries) as Functions
  return functions
}

function loadLibrary(name: string): ReturnType<typeof koffi.load> {
  try {
    return koffi.load(name)
  } catch {
    throw new Error(
      `${NO_GPU}: the NVIDIA driver's library ${name} is not there. Install the driver; in a container, start it with ` +
        'the NVIDIA container toolkit (docker run --gpus all …)',
    )
  }
}

function errorName(cu: Functions, code: number): string {
  const name: [string | null] = [null]
  return cu.cuGetErrorName(code, name) === 0 && name[0] ? name[0] : `error ${code}`
}
