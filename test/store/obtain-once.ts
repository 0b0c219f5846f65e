/** Obtains one model, in a process that a test can start twice, interrupt or kill. */
import { obtainModel } from '../../gpu-worker/model/store/store.ts'

const stop = new AbortController()
process.once('SIGINT', () => stop.abort(new Error('interrupted')))

let shown = ''
try {
  const model = await obtainModel(process.argv[2], {
    signal: stop.signal,
    onProgress(_bytes, _total, text) {
      if (text !== shown) console.log(text)
      shown = text
    },
  })
  console.log(JSON.stringify(model))
} catch (error) {
  console.log((error as Error).message)
  process.exitCode = 1
}
