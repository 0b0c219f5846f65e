/** A step that never ends, on a terminal: for a test that interrupts it. */
import { progress } from '../../cli/progress.ts'

const terminal = Object.assign(process.stdout, { isTTY: true, columns: 80, rows: 24 })
await progress(terminal).run('Endless', () => new Promise(() => {}))
