/**
 * What the runtime makes it frees: memory stays flat while thousands of things come and go. Each measure is shown to
 * be able to fail by its control, which makes the same things without disposing of them and must grow beyond the bound.
 */
import { describe, expect, test } from 'vitest'
import { Session } from '../../gpu-worker/runtime/session.ts'
import { Tensor } from '../../gpu-worker/runtime/tensor.ts'
import { memoryGrowth } from '../support/memory-growth.ts'
import { addition, graphFile, longChain } from './graph-file.ts'

const MB = 2 ** 20

type Disposing = (thing: Disposable) => void
const properly: Disposing = (thing) => thing[Symbol.dispose]()
const never: Disposing = () => {}

describe.each<{
  what: string
  times: number
  bound: number
  work: (dispose: Disposing) => Promise<() => Promise<void>>
}>([
  {
    what: 'tensors',
    times: 60_000,
    bound: 4 * MB,
    work: async (dispose) => async () => dispose(Tensor.zeros('float32', [4, 4])),
  },
  {
    what: 'bindings',
    times: 10_000,
    bound: 4 * MB,
    work: async (dispose) => {
      const session = await Session.load(graphFile(addition), { threads: 1 })
      const [a, b, sum] = [1, 2, 3].map(() => Tensor.zeros('float32', [64]))
      const inputs = new Map([
        ['a', a!],
        ['b', b!],
      ])
      const outputs = new Map([['sum', sum!]])
      return async () => {
        const binding = session.bind(inputs, outputs)
        await binding.run()
        dispose(binding)
      }
    },
  },
  {
    what: 'sessions',
    times: 100,
    bound: 4 * MB,
    work: async (dispose) => {
      const path = graphFile(longChain(50))
      return async () => dispose(await Session.load(path, { threads: 1 }))
    },
  },
])('$what', ({ times, bound, work }) => {
  test(`${times} made and freed leave memory flat`, async () => {
    expect(await memoryGrowth(times, await work(properly))).toBeLessThan(bound)
  })

  test('the control grows', async () => {
    expect(await memoryGrowth(times, await work(never))).toBeGreaterThan(bound)
  })
})

describe('what failed leaves nothing behind', () => {
  /** What leaks with a binding is 1.6 kB, as its control shows: 16 MB here. */
  test('10000 bindings refused for a wrong name', async () => {
    using session = await Session.load(graphFile(addition), { threads: 1 })
    using a = Tensor.zeros('float32', [64])
    const inputs = new Map([
      ['a', a],
      ['nothing', a],
    ])
    const bind = () => {
      try {
        session.bind(inputs, new Map())
      } catch {
        return
      }
      throw new Error('the binding should have been refused')
    }
    expect(await memoryGrowth(10_000, bind)).toBeLessThan(4 * MB)
  })

  test('1000 loads of a file that is not there', async () => {
    const load = async () => {
      await Session.load('/nowhere/graph.onnx', { threads: 1 }).catch(() => {})
    }
    expect(await memoryGrowth(1000, load)).toBeLessThan(4 * MB)
  })
})
