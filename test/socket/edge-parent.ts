/** Starts an edge, as `npm start` does, prints where it is, and goes on until it is killed: for edge-process.test.ts. */
import { startEdge } from '../../cli/edge-process.ts'

const [state = '', port = '', secret = ''] = process.argv.slice(2)
const workers = [{ tag: 'a', url: 'http://127.0.0.1:9' }]
const { url } = await startEdge({ host: '127.0.0.1', port: Number(port), state, workers, secret, log: console.error })
console.log(url)
