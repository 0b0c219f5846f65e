/** Builds a model's graphs in a process of its own: `node build-once.ts MODEL CACHE`. Says how often it packed a layer. */

import { buildGraphs } from '../../gpu-worker/model/graph/build.ts'
import { openModelFile } from '../../gpu-worker/model/model-file.ts'

const [path, cache] = process.argv.slice(2) as [string, string]
using file = openModelFile(path)
let packed = 0
const onProgress = () => {
  packed++
}
await buildGraphs({ file, hash: 'ab'.repeat(32), forms: ['q8'], context: 128, cache, onProgress })
console.log(packed)
