/**
 * ONNX Runtime's C API through koffi, on the very library that the package onnxruntime-node ships. The package's own
 * JavaScript binding blocks the event loop for a whole run, copies every output and cannot update a KV cache in place;
 * the C API can do all three.
 *
 * This is the only unsafe file: whatever it hands out is a raw pointer. Everything else goes through tensor.ts and
 * session.ts, which own and free what they make.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import koffi from './koffi.ts'

/** The library reports usage home on some platforms unless told not to before it loads. */
process.env.ORT_DISABLE_TELEMETRY ??= '1'

/** Attention in blocks makes prompts of usual length up to twice as slow, and single tokens no faster. */
process.env.ORT_GQA_DISABLE_FLASH_ATTENTION ??= '1'

declare const pointer: unique symbol
export type Pointer = { readonly [pointer]: true } | null

/** The C API is a table of functions whose slots are append-only: a version asks for a prefix of the table. */
const API_VERSION = 23
const TABLE_SLOTS = 260

/** Function → [slot in OrtApi, C signature]. Slots were read off onnxruntime_c_api.h of 1.30. */
const FUNCTIONS = {
  GetErrorCode: [1, 'int f(void* status)'],
  GetErrorMessage: [2, 'const char* f(void* status)'],
  CreateEnv: [3, 'void* f(int level, const char* id, _Out_ void** out)'],
  CreateSession: [7, 'void* f(void* env, const char* path, void* options, _Out_ void** out)'],
  CreateSessionOptions: [10, 'void* f(_Out_ void** out)'],
  DisableMemPattern: [17, 'void* f(void* options)'],
  SetSessionGraphOptimizationLevel: [23, 'void* f(void* options, int level)'],
  SetIntraOpNumThreads: [24, 'void* f(void* options, int threads)'],
  CreateRunOptions: [39, 'void* f(_Out_ void** out)'],
  RunOptionsSetTerminate: [46, 'void* f(void* runOptions)'],
  RunOptionsUnsetTerminate: [47, 'void* f(void* runOptions)'],
  CreateTensorWithDataAsOrtValue: [
    49,
    'void* f(void* info, void* data, size_t bytes, int64_t* shape, size_t rank, int type, _Out_ void** out)',
  ],
  CreateMemoryInfo: [68, 'void* f(const char* name, int allocator, int id, int memory, _Out_ void** out)'],
  CreateCpuMemoryInfo: [69, 'void* f(int allocator, int memory, _Out_ void** out)'],
  ReleaseEnv: [92, 'void f(void* env)'],
  ReleaseStatus: [93, 'void f(void* status)'],
  ReleaseSession: [95, 'void f(void* session)'],
  ReleaseValue: [96, 'void f(void* value)'],
  ReleaseRunOptions: [97, 'void f(void* runOptions)'],
  ReleaseSessionOptions: [100, 'void f(void* options)'],
  AddSessionConfigEntry: [130, 'void* f(void* options, const char* key, const char* value)'],
  RunWithBinding: [133, 'void* f(void* session, void* runOptions, void* binding)'],
  CreateIoBinding: [134, 'void* f(void* session, _Out_ void** out)'],
  ReleaseIoBinding: [135, 'void f(void* binding)'],
  BindInput: [136, 'void* f(void* binding, const char* name, void* value)'],
  BindOutput: [137, 'void* f(void* binding, const char* name, void* value)'],
  AddInitializer: [150, 'void* f(void* options, const char* name, void* value)'],
  AddRunConfigEntry: [165, 'void* f(void* runOptions, const char* key, const char* value)'],
  CreatePrepackedWeightsContainer: [166, 'void* f(_Out_ void** out)'],
  ReleasePrepackedWeightsContainer: [167, 'void f(void* container)'],
  CreateSessionWithPrepackedWeightsContainer: [
    168,
    'void* f(void* env, const char* path, void* options, void* container, _Out_ void** out)',
  ],
  SessionOptionsAppendExecutionProvider_CUDA_V2: [204, 'void* f(void* options, void* cudaOptions)'],
  CreateCUDAProviderOptions: [205, 'void* f(_Out_ void** out)'],
  UpdateCUDAProviderOptions: [206, 'void* f(void* cudaOptions, const char** keys, const char** values, size_t count)'],
  ReleaseCUDAProviderOptions: [208, 'void f(void* cudaOptions)'],
} as const

type Api = {
  [Name in keyof typeof FUNCTIONS]: ((...args: unknown[]) => Pointer) & {
    /** Runs on a thread of libuv's pool; `done(error, result)` comes back on the event loop. */
    async: (...args: [...unknown[], done: (error: Error | null, result: Pointer) => void]) => void
  }
}

const LIBRARY: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
}

function libraryPath(): string {
  const name = LIBRARY[process.platform]
  if (!name) throw new Error(`ONNX Runtime has no library for ${process.platform}-${process.arch}`)
  const root = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  return path.join(root, 'bin', 'napi-v6', process.platform, process.arch, name)
}

/** Held for as long as the process: koffi unloads a library that is garbage collected. */
const library = koffi.load(libraryPath())

function loadApi(): { api: Api; version: string } {
  const base = library.func('void* OrtGetApiBase()')()
  const [getApi, getVersion] = koffi.decode(base, koffi.array('void*', 2)) as [Pointer, Pointer]
  const version = koffi.call(getVersion, koffi.proto('const char* OrtGetVersionString()')) as string
  const table = koffi.call(getApi, koffi.proto('void* OrtGetApi(uint32_t version)'), API_VERSION) as Pointer
  if (!table) throw new Error(`ONNX Runtime ${version} is too old: its C API has no version ${API_VERSION}`)
  const slots = koffi.decode(table, koffi.array('void*', TABLE_SLOTS)) as Pointer[]
  const entries = Object.entries(FUNCTIONS).map(([name, [slot, signature]]) => [
    name,
    koffi.decode(slots[slot], koffi.proto(signature.replace(' f(', ` Ort_${name}(`))),
  ])
  return { api: Object.fromEntries(entries) as Api, version }
}

export const { api, version: ORT_VERSION } = loadApi()

/** An OrtStatus, turned into an error. `code` is OrtErrorCode: 1 fail, 2 invalid argument, 3 no such file, … */
export class OrtError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.name = 'OrtError'
    this.code = code
  }
}

/** Frees the status and throws if it is one. */
export function check(status: Pointer): void {
  if (!status) return
  const code = api.GetErrorCode(status) as unknown as number
  const message = api.GetErrorMessage(status) as unknown as string
  api.ReleaseStatus(status)
  throw new OrtError(code, message)
}

/** Calls a function whose last parameter is an out pointer and returns what it wrote there. */
export function create(fn: (...args: unknown[]) => Pointer, ...args: unknown[]): Pointer {
  const out: [Pointer] = [null]
  check(fn(...args, out))
  return out[0]
}

const WARNING = 2
const ERROR = 3
export const env = create(api.CreateEnv, process.env.ATTUNE_ORT_LOG === 'warning' ? WARNING : ERROR, 'attune')

/** The last call to the library. */
export const releaseEnv = (): void => void api.ReleaseEnv(env)
