/** Graphs run off the event loop, in place, and stop when told to; what is wrong has an error that says so. */
import { setImmediate as nextTick } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { OrtError } from '../../gpu-worker/runtime/ort-api.ts'
import { PackedWeights, RunCancelled, Session } from '../../gpu-worker/runtime/session.ts'
import { type DType, type Shape, Tensor } from '../../gpu-worker/runtime/tensor.ts'
import { createRandom } from '../support/random.ts'
import { addition, graphFile, longChain, SIDE, sessionOf } from './graph-file.ts'

/** A tensor of zeros or of these values, freed when the test is over. */
function tensorOf(shape: Shape, values: readonly number[] = []): Tensor<'float32'> {
  const tensor = Tensor.zeros('float32', shape)
  tensor.data.set(values)
  onTestFinished(() => tensor[Symbol.dispose]())
  return tensor
}

const vector = (...values: number[]) => tensorOf([values.length], values)

describe('a run', () => {
  test('reads its inputs as they are when it starts and writes its outputs in place, again and again', async () => {
    const session = await sessionOf(addition)
    const [a, b, sum] = [vector(1, 2), vector(10, 20), vector(0, 0)]
    using binding = session.bind(
      new Map([
        ['a', a],
        ['b', b],
      ]),
      new Map([['sum', sum]]),
    )
    await binding.run()
    expect([...sum.data]).toEqual([11, 22])
    a.data[0] = 5
    await binding.run()
    expect([...sum.data]).toEqual([15, 22])
  })

  test('may write over one of its inputs', async () => {
    const session = await sessionOf(addition)
    const [a, b] = [vector(1, 2), vector(10, 20)]
    using binding = session.bind(
      new Map([
        ['a', a],
        ['b', b],
      ]),
      new Map([['sum', a]]),
    )
    for (let i = 0; i < 3; i++) await binding.run()
    expect([...a.data]).toEqual([31, 62])
  })

  test('works on tensors without elements', async () => {
    const session = await sessionOf(addition)
    const [a, b, sum] = [tensorOf([0]), tensorOf([0]), tensorOf([0])]
    using binding = session.bind(
      new Map([
        ['a', a],
        ['b', b],
      ]),
      new Map([['sum', sum]]),
    )
    await binding.run()
    expect(sum.data).toHaveLength(0)
  })

  test('a product over a side of 0 is zero, not what lay in memory', async () => {
    const session = await sessionOf((graph) => {
      const a = graph.input('a', 'float32', ['m', 'k'])
      const b = graph.input('b', 'float32', ['k', 'n'])
      graph.node('MatMul', [a, b], graph.output('y', 'float32', ['m', 'n']))
    })
    const y = tensorOf([2, 3], [9, 9, 9, 9, 9, 9])
    using binding = session.bind(
      new Map([
        ['a', tensorOf([2, 0])],
        ['b', tensorOf([0, 3])],
      ]),
      new Map([['y', y]]),
    )
    await binding.run()
    expect([...y.data]).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('outputs that nobody wants need not be bound', async () => {
    const session = await sessionOf((graph) => {
      const a = graph.input('a', 'float32', ['n'])
      graph.node('Neg', [a], graph.output('negative', 'float32', ['n']))
      graph.node('Abs', [a], graph.output('size', 'float32', ['n']))
    })
    const size = vector(0, 0)
    using binding = session.bind(new Map([['a', vector(-3, 4)]]), new Map([['size', size]]))
    await binding.run()
    expect([...size.data]).toEqual([3, 4])
  })
})

/** Binds the chain of products; x·wⁿ with w the identity is x. */
async function chainOf(products: number) {
  const session = await sessionOf(longChain(products))
  const random = createRandom(1)
  const x = tensorOf([SIDE, SIDE])
  x.data.forEach((_, i) => {
    x.data[i] = random.normal()
  })
  const identity = tensorOf([SIDE, SIDE])
  for (let i = 0; i < SIDE; i++) identity.data[i * SIDE + i] = 1
  const y = tensorOf([SIDE, SIDE])
  const binding = session.bind(
    new Map([
      ['x', x],
      ['w', identity],
    ]),
    new Map([['y', y]]),
  )
  return { session, binding, x, y }
}

describe('off the event loop', () => {
  test('timers fire while the graph runs', async () => {
    const { binding } = await chainOf(100)
    let over = false
    let ticks = 0
    const running = binding.run().then(() => {
      over = true
    })
    while (!over) {
      await nextTick()
      ticks++
    }
    await running
    // A run on the event loop would be over before the first tick.
    expect(ticks).toBeGreaterThan(10)
  })

  test('two sessions run at the same time', async () => {
    const [slow, fast] = [await chainOf(200), await chainOf(1)]
    const order: string[] = []
    await Promise.all([
      slow.binding.run().then(() => order.push('slow')),
      fast.binding.run().then(() => order.push('fast')),
    ])
    expect(order).toEqual(['fast', 'slow'])
  })

  test('one binding does not run twice at once, and is not freed under its run', async () => {
    const { binding, session } = await chainOf(20)
    const running = binding.run()
    await expect(binding.run()).rejects.toThrow('the binding is already running')
    expect(() => binding[Symbol.dispose]()).toThrow('a binding cannot be disposed while it runs')
    expect(() => session[Symbol.dispose]()).toThrow('a binding cannot be disposed while it runs')
    await running
    await binding.run()
  })
})

describe('cancelling', () => {
  const PRODUCTS = 500

  test('before it starts: nothing runs', async () => {
    const { binding, y } = await chainOf(1)
    await expect(binding.run(AbortSignal.abort())).rejects.toThrow(RunCancelled)
    expect(y.data.every((value) => value === 0)).toBe(true)
  })

  test.each([
    ['as soon as it has started', 0],
    ['in the middle', 20],
  ])('%s: the run ends as cancelled, and the binding runs again', async (_when, ticks) => {
    const { binding, x, y } = await chainOf(PRODUCTS)
    const controller = new AbortController()
    const running = binding.run(controller.signal)
    const outcome = expect(running).rejects.toThrow(RunCancelled)
    for (let i = 0; i < ticks; i++) await nextTick()
    controller.abort()
    await outcome
    // Cancelled before the last product, so its output was never written.
    expect(y.data.every((value) => value === 0)).toBe(true)

    await binding.run(new AbortController().signal)
    expect(Buffer.compare(Buffer.from(y.data.buffer), Buffer.from(x.data.buffer))).toBe(0)
  })

  test('after it is over: nothing happens, also to the next run', async () => {
    const { binding, x, y } = await chainOf(2)
    const controller = new AbortController()
    await binding.run(controller.signal)
    controller.abort()
    y.data.fill(0)
    await binding.run()
    expect(y.data[5]).toBe(x.data[5])
  })

  test('one run does not touch another of the same session', async () => {
    const session = await sessionOf(longChain(PRODUCTS))
    const [x, w, y1, y2] = Array.from({ length: 4 }, () => tensorOf([SIDE, SIDE])) as Tensor<'float32'>[]
    const inputs = new Map([
      ['x', x!],
      ['w', w!],
    ])
    const first = session.bind(inputs, new Map([['y', y1!]]))
    const second = session.bind(inputs, new Map([['y', y2!]]))
    const controller = new AbortController()
    const outcomes = Promise.allSettled([first.run(controller.signal), second.run()])
    await nextTick()
    controller.abort()
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})

describe('wrong input has an OrtError that says what is wrong', () => {
  const wrong = async (inputs: [string, Tensor][], outputs: [string, Tensor][] = [['sum', good()]]) => {
    const session = await sessionOf((graph) => {
      const x = graph.input('x', 'float32', ['n', 3])
      const y = graph.input('y', 'float32', ['n', 3])
      graph.node('Add', [x, y], graph.output('sum', 'float32', ['n', 3]))
    })
    using binding = session.bind(new Map(inputs), new Map(outputs))
    await binding.run()
  }
  const good = () => tensorOf([2, 3])
  const zeros = (dtype: DType, shape: Shape) => Tensor.zeros(dtype, shape) as Tensor

  test.each<[string, () => Promise<void>, RegExp]>([
    [
      'a wrong side',
      () =>
        wrong([
          ['x', tensorOf([2, 4])],
          ['y', good()],
        ]),
      /x.*Got: 4 Expected: 3/s,
    ],
    [
      'a missing side',
      () =>
        wrong([
          ['x', tensorOf([6])],
          ['y', good()],
        ]),
      /rank.*x.*Got: 1 Expected: 2/is,
    ],
    [
      'a wrong type',
      () =>
        wrong([
          ['x', zeros('int32', [2, 3])],
          ['y', good()],
        ]),
      /int32.*expected.*float/s,
    ],
    ['a missing input', () => wrong([['x', good()]]), /\by\b/],
    [
      'an unknown input',
      () =>
        wrong([
          ['x', good()],
          ['y', good()],
          ['z', good()],
        ]),
      /\bz\b/,
    ],
    [
      'an unknown output',
      () =>
        wrong(
          [
            ['x', good()],
            ['y', good()],
          ],
          [['z', good()]],
        ),
      /\bz\b/,
    ],
    [
      'inputs that do not fit each other',
      () =>
        wrong([
          ['x', good()],
          ['y', tensorOf([5, 3])],
        ]),
      /broadcast|5/,
    ],
    [
      'an output of a wrong shape',
      () =>
        wrong(
          [
            ['x', good()],
            ['y', good()],
          ],
          [['sum', tensorOf([4, 3])]],
        ),
      /shape|size/i,
    ],
  ])('%s', async (_what, run, message) => {
    const problem = await run().then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(problem).toBeInstanceOf(OrtError)
    expect((problem as OrtError).message).toMatch(message)
    expect((problem as OrtError).code).toBeGreaterThan(0)
  })

  test('a failed run leaves the binding usable', async () => {
    const session = await sessionOf((graph) => {
      const table = graph.input('table', 'float32', ['n'])
      const index = graph.input('index', 'int64', ['k'])
      graph.node('Gather', [table, index], graph.output('picked', 'float32', ['k']))
    })
    using index = Tensor.zeros('int64', [1])
    const picked = vector(0)
    using binding = session.bind(
      new Map<string, Tensor>([
        ['table', vector(7, 8)],
        ['index', index],
      ]),
      new Map([['picked', picked]]),
    )
    index.data[0] = 5n
    await expect(binding.run()).rejects.toThrow(/indices.*out of.*bounds/s)
    index.data[0] = 1n
    await binding.run()
    expect([...picked.data]).toEqual([8])
  })

  test('a file that is not there, or no graph', async () => {
    await expect(Session.load('/nowhere/graph.onnx', { threads: 1 })).rejects.toThrow(/\/nowhere\/graph.onnx/)
    await expect(Session.load('/nowhere/graph.onnx', { threads: 1 })).rejects.toBeInstanceOf(OrtError)
    await expect(Session.load(import.meta.filename, { threads: 1 })).rejects.toBeInstanceOf(OrtError)
  })
})

describe('after dispose', () => {
  const bound = async () => {
    const session = await sessionOf(addition)
    const [a, b, sum] = [Tensor.zeros('float32', [2]), Tensor.zeros('float32', [2]), Tensor.zeros('float32', [2])]
    a.data[0] = 3
    const inputs = new Map([
      ['a', a],
      ['b', b],
    ])
    return { session, inputs, tensors: [a, b, sum], sum, binding: session.bind(inputs, new Map([['sum', sum]])) }
  }

  test('a binding does not run', async () => {
    const { binding } = await bound()
    binding[Symbol.dispose]()
    binding[Symbol.dispose]()
    await expect(binding.run()).rejects.toThrow('the binding was disposed')
  })

  test('a session binds nothing, and its bindings are gone with it', async () => {
    const { session, inputs, binding } = await bound()
    session[Symbol.dispose]()
    session[Symbol.dispose]()
    expect(() => session.bind(inputs, new Map())).toThrow('the session was disposed')
    await expect(binding.run()).rejects.toThrow('the binding was disposed')
  })

  test('a tensor is not bound', async () => {
    const { session, inputs, tensors } = await bound()
    tensors[0]![Symbol.dispose]()
    expect(() => session.bind(inputs, new Map())).toThrow('the tensor was disposed')
  })

  test('tensors that are bound stay until the binding goes', async () => {
    const { binding, tensors, sum } = await bound()
    for (const tensor of tensors) tensor[Symbol.dispose]()
    await binding.run()
    expect(sum.data[0]).toBe(3)
    binding[Symbol.dispose]()
  })
})

test('weights held once serve several sessions', async () => {
  const path = graphFile((graph) => {
    const x = graph.input('x', 'float32', ['n'])
    const w = graph.constant('w', 'float32', [1], Float32Array.of(2))
    graph.node('Mul', [x, w], graph.output('y', 'float32', ['n']))
  })
  using packed = new PackedWeights()
  const shared = { tensors: new Map([['w', vector(3)]]), packed }
  using first = await Session.load(path, { threads: 1, shared })
  using second = await Session.load(path, { threads: 1, shared })
  for (const session of [first, second]) {
    const y = vector(0, 0)
    using binding = session.bind(new Map([['x', vector(1, 5)]]), new Map([['y', y]]))
    await binding.run()
    expect([...y.data]).toEqual([3, 15])
  }
})
