/** Attune as `npm start` runs it, on any free ports, told over IPC when it is ready; ends with its parent. Argument: a folder. */
import { SILENT, startAttune } from '../../cli/attune.ts'

const attune = await startAttune({ port: 0, workerPort: 0, state: process.argv[2], steps: SILENT })
const { url, apiKey, model } = attune
process.once('disconnect', () => void attune.close())
process.send!({ url, apiKey, model: model.id })
