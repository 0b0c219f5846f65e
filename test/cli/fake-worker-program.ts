/** A worker that does what `FAKE_WORKER` says, so that its supervision can be tested without a model. */
import { appendFileSync, readFileSync } from 'node:fs'

const {
  FAKE_WORKER: behaviour,
  FAKE_STARTS: starts = '',
  ATTUNE_SECRET,
  ATTUNE_WORKER_PORT,
  ATTUNE_WORKER_TAG,
} = process.env
appendFileSync(starts, `${process.pid}\n`)
const nth = readFileSync(starts, 'utf8').trim().split('\n').length
const tell = (message: object) => process.send!(message)
const serve = () => {
  tell({ type: 'model', bytes: 5, total: 10, text: 'fetching' })
  tell({ type: 'loading', done: 1, total: 2, text: 'packing' })
  const model = {
    id: `${ATTUNE_WORKER_TAG}:${ATTUNE_WORKER_PORT}:${ATTUNE_SECRET}`,
    hash: 'abc',
    form: 'q8',
    rowExact: true,
  }
  tell({ type: 'ready', url: '', model })
  setInterval(() => {}, 1000)
}

switch (behaviour) {
  case 'fails':
    tell({ type: 'failed', message: "The model file './nope.gguf' does not exist." })
    process.exitCode = 1
    process.disconnect()
    break
  case 'dies':
    console.error('a word before the end')
    process.exitCode = 3
    process.disconnect()
    break
  case 'crashes once':
    serve()
    if (nth === 1) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 20)
    break
  case 'is stubborn':
    process.on('SIGINT', () => {})
    serve()
    break
  case 'hangs':
    setInterval(() => {}, 1000)
    break
  default:
    serve()
    console.log('something to say')
}
