/** Where the built-in directions lie: `<axis>.safetensors`, and `<axis>.json` with manifest and evaluation to read. */
import { fileURLToPath } from 'node:url'

export const BUILTIN_DIRECTIONS = fileURLToPath(new URL('builtin', import.meta.url))
