/** Small ONNX graphs on disk, for tests of the runtime. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { GraphBuilder } from '../../gpu-worker/model/graph/onnx.ts'
import { Session } from '../../gpu-worker/runtime/session.ts'

/** Writes the graph where it lives as long as the test. */
export function graphFile(build: (graph: GraphBuilder) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'attune-runtime-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const graph = new GraphBuilder()
  build(graph)
  const path = join(folder, 'graph.onnx')
  writeFileSync(path, graph.finish())
  return path
}

/** sum = a + b, vectors of any length n. */
export const addition = (graph: GraphBuilder): void => {
  const a = graph.input('a', 'float32', ['n'])
  const b = graph.input('b', 'float32', ['n'])
  graph.node('Add', [a, b], graph.output('sum', 'float32', ['n']))
}

export const SIDE = 384

/** y = x·wⁿ with `products` matrix products of SIDE³, one node each: about two milliseconds of one core a product. */
export const longChain =
  (products: number) =>
  (graph: GraphBuilder): void => {
    const w = graph.input('w', 'float32', [SIDE, SIDE])
    let x = graph.input('x', 'float32', [SIDE, SIDE])
    for (let i = 0; i < products; i++) {
      const name = i === products - 1 ? graph.output('y', 'float32', [SIDE, SIDE]) : `x${i}`
      x = graph.node('MatMul', [x, w], name)
    }
  }

/** A session of the graph that is freed when the test is over. */
export async function sessionOf(build: (graph: GraphBuilder) => void): Promise<Session> {
  const session = await Session.load(graphFile(build), { threads: 1 })
  onTestFinished(() => session[Symbol.dispose]())
  return session
}
