/**
 * Progress of a start-up in steps. On a terminal the running step is one line that is redrawn (spinner, bar, time);
 * elsewhere (CI, a log file) every event is a line of its own.
 */
import { hideCursor, isTerminal, type Output, painter, printable, truncate } from './terminal.ts'

/** `done` of `total` (null: unknown), in any unit, and what is being done. */
export type Report = (done: number, total: number | null, text?: string) => void

export type Steps = {
  /** Runs one step and shows how it goes; returns what `work` returns, throws what it throws. Steps do not nest. */
  run<Result>(title: string, work: (report: Report) => Promise<Result>): Promise<Result>
}

/** Begins work now that is shown as a step later: `const build = ahead(work)`, then `steps.run('build', build)`. */
export function ahead<Result>(work: (report: Report) => Promise<Result>): (report: Report) => Promise<Result> {
  let latest: Parameters<Report> | null = null
  let show: Report | null = null
  const result = work((...report) => {
    latest = report
    show?.(...report)
  })
  // What it throws is thrown where the step is shown.
  result.catch(() => {})
  return (report) => {
    show = report
    if (latest) report(...latest)
    return result
  }
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 80
const BAR_CELLS = 20
const TITLE_CELLS = 12
const ERASE_LINE = '\r\x1b[2K'

export function progress(stream: Output = process.stdout): Steps {
  return { run: isTerminal(stream) ? runOnTerminal(stream) : runInLog(stream) }
}

type State = { done: number; total: number | null; text: string }

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

function runOnTerminal(stream: Output): Steps['run'] {
  const paint = painter(stream)
  return async (title, work) => {
    const began = performance.now()
    const state: State = { done: 0, total: null, text: '' }
    let frame = 0
    const draw = () => {
      const spinner = FRAMES[frame++ % FRAMES.length]
      const head = `${title.padEnd(TITLE_CELLS)} ${bar(state)}${seconds(began)}  `
      // One cell stays free: a full line would wrap, and then could not be erased.
      const room = (stream.columns ?? 80) - 3 - head.length
      const text = room > 0 ? paint('dim', truncate(state.text, room)) : ''
      stream.write(`${ERASE_LINE}${paint('cyan', spinner)} ${head}${text}`)
    }
    const end = (mark: string, text: string) =>
      stream.write(`${ERASE_LINE}${mark} ${title.padEnd(TITLE_CELLS)} ${text}\n`)

    using _cursor = hideCursor(stream)
    const timer = setInterval(draw, FRAME_MS)
    draw()
    try {
      const result = await work((done, total, text) => {
        Object.assign(state, { done, total, text: text === undefined ? state.text : oneLine(text) })
      })
      end(paint('green', '✓'), paint('dim', [seconds(began), state.text].filter(Boolean).join('  ')))
      return result
    } catch (error) {
      end(paint('red', '✗'), `failed after ${seconds(began)}`)
      throw error
    } finally {
      clearInterval(timer)
    }
  }
}

function runInLog(stream: Output): Steps['run'] {
  return async (title, work) => {
    const began = performance.now()
    const line = (text: string) => stream.write(`${title}: ${text}\n`)
    let text = ''
    let quarter = 0
    line('started')
    try {
      const result = await work((done, total, next) => {
        if (next !== undefined && oneLine(next) !== text) {
          text = oneLine(next)
          quarter = 0
          line(text)
        }
        const reached = Math.floor(4 * fraction({ done, total }))
        if (reached > quarter) line(`${reached * 25} %`)
        quarter = Math.max(quarter, reached)
      })
      line(`done in ${seconds(began)}`)
      return result
    } catch (error) {
      line(`failed after ${seconds(began)}`)
      throw error
    }
  }
}

const oneLine = (text: string) => printable(text).replaceAll('\n', ' ')

const fraction = ({ done, total }: { done: number; total: number | null }) =>
  total ? Math.min(Math.max(done / total, 0), 1) : 0

/** Nothing while the total is unknown. */
function bar(state: State): string {
  if (state.total === null) return ''
  const filled = Math.round(fraction(state) * BAR_CELLS)
  const percent = Math.floor(fraction(state) * 100)
  return `${'━'.repeat(filled)}${'╌'.repeat(BAR_CELLS - filled)} ${String(percent).padStart(3)} %  `
}
