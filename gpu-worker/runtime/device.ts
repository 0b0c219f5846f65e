/** Where tensors live. Everything that allocates takes a device, so that CUDA is one more entry here. */
import { api, create, type Pointer } from './ort-api.ts'

export type Device = { readonly kind: 'cpu'; readonly memory: Pointer }

const ARENA_ALLOCATOR = 1
const DEFAULT_MEMORY = 0

export const cpu: Device = { kind: 'cpu', memory: create(api.CreateCpuMemoryInfo, ARENA_ALLOCATOR, DEFAULT_MEMORY) }
