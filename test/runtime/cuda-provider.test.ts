/** What a missing library of the CUDA provider is reported as: what it is, and where it comes from. */
import { expect, test } from 'vitest'
import { addCudaProvider, explainCudaProblem } from '../../gpu-worker/runtime/cuda-provider.ts'
import { api, create } from '../../gpu-worker/runtime/ort-api.ts'

const failing = (library: string) =>
  '/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1 Failed to load library ' +
  `libonnxruntime_providers_cuda.so with error: ${library}: cannot open shared object file: No such file or directory`

test.each([
  ['libcudnn.so.9', /library libcudnn\.so\.9 is not found\. It comes with cuDNN 9; .*LD_LIBRARY_PATH/],
  ['libcublasLt.so.12', /library libcublasLt\.so\.12 is not found\. It comes with the CUDA toolkit of the version/],
  ['libcudart.so.13', /library libcudart\.so\.13 is not found\. It comes with the CUDA toolkit/],
  ['libcuda.so.1', /library libcuda\.so\.1 is not found\. It comes with the NVIDIA driver/],
  ['libstdc++.so.6', /library libstdc\+\+\.so\.6 is not found\. It comes with a package of the system/],
  [
    '/app/libonnxruntime_providers_shared.so',
    /without its CUDA libraries\. Fetch them: ONNXRUNTIME_NODE_INSTALL=cuda12/,
  ],
])('%s', (library, expected) => {
  expect(explainCudaProblem(failing(library))).toMatch(expected)
})

test('anything else is passed on', () => {
  expect(explainCudaProblem('CUDA error 35: driver too old')).toMatch(/does not start: CUDA error 35: driver too old$/)
})

test('the package as it is installed here lacks them, and says so', () => {
  const options = create(api.CreateSessionOptions)
  try {
    expect(() => addCudaProvider(options, 0)).toThrow(/ATTUNE_DEVICE is cuda, but /)
  } finally {
    api.ReleaseSessionOptions(options)
  }
})
