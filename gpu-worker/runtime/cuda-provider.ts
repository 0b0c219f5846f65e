/** ONNX Runtime's CUDA provider: kept in libraries of its own, which the package fetches only when asked. */
import { api, check, create, OrtError, type Pointer } from './ort-api.ts'

const OPTIONS = {
  /** The engine's own buffers come first: take more only as it is needed, not in powers of two. */
  arena_extend_strategy: 'kSameAsRequested',
  /** Graphs are run with many lengths: searching for the best algorithm at each would take longer than it saves. */
  cudnn_conv_algo_search: 'HEURISTIC',
}

/** @throws Error that says which library is missing and where it comes from. */
export function addCudaProvider(sessionOptions: Pointer, ordinal: number): void {
  let options: Pointer = null
  try {
    options = create(api.CreateCUDAProviderOptions)
    const entries = Object.entries({ device_id: String(ordinal), ...OPTIONS })
    const keys = entries.map(([key]) => key)
    const values = entries.map(([, value]) => value)
    check(api.UpdateCUDAProviderOptions(options, keys, values, entries.length))
    check(api.SessionOptionsAppendExecutionProvider_CUDA_V2(sessionOptions, options))
    // An operator that has no kernel there is an error, and never run on the CPU without a word.
    check(api.AddSessionConfigEntry(sessionOptions, 'session.disable_cpu_ep_fallback', '1'))
  } catch (problem) {
    throw problem instanceof OrtError ? new Error(explainCudaProblem(problem.message), { cause: problem }) : problem
  } finally {
    if (options) api.ReleaseCUDAProviderOptions(options)
  }
}

/** Missing library → where it comes from. */
const ORIGINS: readonly (readonly [library: RegExp, origin: string])[] = [
  [/^libcuda\.so/, 'the NVIDIA driver'],
  [/^libcudnn/, 'cuDNN 9'],
  [/^lib(cudart|cublas|cublasLt|curand|cufft|nvrtc)\b/, 'the CUDA toolkit of the version that its name ends with'],
]

/** What ONNX Runtime says when it cannot load the provider → what is missing and what to do. */
export function explainCudaProblem(message: string): string {
  const missing = /(lib[\w+-]+\.so[.\d]*|\w+\.dll): cannot open shared object file/.exec(message)?.[1]
  const provider = /libonnxruntime_providers_\w+/.test(missing ?? '')
  if (provider || (!missing && /onnxruntime_providers_(shared|cuda)/.test(message))) {
    return (
      'ATTUNE_DEVICE is cuda, but onnxruntime-node is installed without its CUDA libraries. ' +
      `Fetch them: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node (${message})`
    )
  }
  if (missing) {
    const origin = ORIGINS.find(([library]) => library.test(missing))?.[1] ?? 'a package of the system'
    return (
      `ATTUNE_DEVICE is cuda, but the library ${missing} is not found. It comes with ${origin}; ` +
      'if it is installed, add its folder to LD_LIBRARY_PATH'
    )
  }
  return `ATTUNE_DEVICE is cuda, but ONNX Runtime's CUDA provider does not start: ${message}`
}
