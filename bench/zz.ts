import { LlamaCpp } from './harness/llama-cpp.ts'
await LlamaCpp.obtain()
