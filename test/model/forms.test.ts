/** Weight forms: what they keep of a file's weights, and what the graph multiplies with them. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { isRightHere } from '../../gpu-worker/engine/byte-products.ts'
import { fp32 } from '../../gpu-worker/model/forms/fp32.ts'
import { int8, int8fine, int8pair, int8pairfine, PAIRED } from '../../gpu-worker/model/forms/int8.ts'
import { FORM_NAMES, FORM_PLANS, planOf } from '../../gpu-worker/model/forms/plans.ts'
import { q4x } from '../../gpu-worker/model/forms/q4x.ts'
import { q8 } from '../../gpu-worker/model/forms/q8.ts'
import { forEachFloatRow, type RowStack, rotaryRowOrder } from '../../gpu-worker/model/forms/row-stack.ts'
import type { PackedTensor, WeightForm } from '../../gpu-worker/model/forms/weight-form.ts'
import { rowBytes } from '../../gpu-worker/model/tensor-types.ts'
import { Tensor } from '../../gpu-worker/runtime/tensor.ts'
import { sessionOf } from '../runtime/graph-file.ts'
import { quantize, type WritableType } from '../support/quantize.ts'
import { createRandom } from '../support/random.ts'

const K = 96
const BLOCK = 32
const random = createRandom(2)
const normals = (length: number, deviation = 1) => Float32Array.from({ length }, () => random.normal() * deviation)

type Part = { type: WritableType; rows: number; values?: Float32Array; order?: Int32Array; factor?: number }

const stackOf = (...parts: Part[]): RowStack => ({
  K,
  N: parts.reduce((sum, { rows }) => sum + rows, 0),
  channels: null,
  parts: parts.map(({ type, rows, values = normals(rows * K, K ** -0.5), order = null, factor = 1 }) => {
    const bytes = quantize(type, values)
    expect(bytes).toHaveLength(rowBytes(type, K) * rows)
    return { type, bytes, rows, order, factor }
  }),
})

/** The file's own weights, [N, K], in the stack's order. */
function weightsOf(stack: RowStack): Float32Array {
  const weights = new Float32Array(stack.N * stack.K)
  forEachFloatRow(stack, (row, values) => void weights.set(values, row * stack.K))
  return weights
}

/** What q8 keeps: scale · (q - 128). */
function keptByQ8({ q, s }: Record<string, PackedTensor>): Float32Array {
  return Float32Array.from(q!.data as Uint8Array, (code, i) => {
    return (s!.data as Float32Array)[Math.floor(i / BLOCK)]! * (code - 128)
  })
}

const meanSquare = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0) / values.length

describe('q8 keeps', () => {
  test.each(['Q8_0', 'Q4_0'] as const)('%s exactly', (type) => {
    const stack = stackOf({ type, rows: 7 })
    expect([...keptByQ8(q8.packing.pack(stack))]).toEqual([...weightsOf(stack)])
  })

  test.each(['Q4_1', 'Q5_0', 'Q5_1', 'F16', 'BF16', 'F32'] as const)(
    '%s within half a step of 127 and more',
    (type) => {
      const stack = stackOf({ type, rows: 7 })
      const weights = weightsOf(stack)
      const kept = keptByQ8(q8.packing.pack(stack))
      for (let block = 0; block < weights.length / BLOCK; block++) {
        const at = block * BLOCK
        const largest = Math.max(...weights.subarray(at, at + BLOCK).map(Math.abs))
        // The coarsest scale that is tried divides the largest value into 96 steps.
        for (let i = at; i < at + BLOCK; i++) {
          expect(Math.abs(kept[i]! - weights[i]!)).toBeLessThanOrEqual(largest / 96 / 2 + 1e-7)
        }
      }
    },
  )

  test.each(['Q4_1', 'F32'] as const)('%s no worse than the largest value divided by 127 would', (type) => {
    const stack = stackOf({ type, rows: 24 })
    const weights = weightsOf(stack)
    const error = meanSquare(keptByQ8(q8.packing.pack(stack)).map((value, i) => value - weights[i]!))
    const plain = weights.map((value, i) => {
      const at = i - (i % BLOCK)
      const scale = Math.max(...weights.subarray(at, at + BLOCK).map(Math.abs)) / 127
      return scale * Math.round(value / scale) - value
    })
    // Q4_1 has 16 levels a block, which a well-chosen scale nearly hits.
    expect(error).toBeLessThan(meanSquare(plain) * (type === 'Q4_1' ? 0.3 : 1))
  })

  test('blocks of nothing as nothing', () => {
    for (const type of ['F32', 'Q4_1', 'Q4_0', 'Q8_0'] as const) {
      const stack = stackOf({ type, rows: 2, values: new Float32Array(2 * K) })
      expect(keptByQ8(q8.packing.pack(stack)).every((value) => value === 0)).toBe(true)
    }
  })
})

describe('q4x keeps', () => {
  /** d·(n - 8), and the offset of the block. */
  function keptByQ4x(stack: RowStack): Float32Array {
    const { n, s, o } = q4x.packing.pack(stack)
    const blocks = K / BLOCK
    return Float32Array.from({ length: stack.N * K }, (_, i) => {
      const [row, k] = [Math.floor(i / K), i % K]
      const block = row * blocks + Math.floor(k / BLOCK)
      const pair = (n!.data as Uint8Array)[block * 16 + Math.floor((k % BLOCK) / 2)]!
      const code = k % 2 ? pair >> 4 : pair & 15
      const offset = o ? (o.data as Float32Array)[Math.floor(k / BLOCK) * stack.N + row]! : 0
      return (s!.data as Float32Array)[block]! * (code - 8) + offset
    })
  }

  test.each([
    ['Q4_0', [{ type: 'Q4_0', rows: 5 }]],
    ['Q4_1', [{ type: 'Q4_1', rows: 5 }]],
    [
      'both in one stack',
      [
        { type: 'Q4_1', rows: 3 },
        { type: 'Q4_0', rows: 2 },
        { type: 'Q4_1', rows: 4 },
      ],
    ],
  ] as [string, Part[]][])('%s exactly, but for the rounding of floats', (_what, parts) => {
    const stack = stackOf(...parts)
    const weights = weightsOf(stack)
    keptByQ4x(stack).forEach((value, i) => void expect(Math.abs(value - weights[i]!)).toBeLessThan(1e-6))
  })

  test('anything else as q8 does', () => {
    const stack = stackOf({ type: 'Q4_1', rows: 2 }, { type: 'Q8_0', rows: 2 })
    expect(q4x.packing.pack(stack)).toEqual(q8.packing.pack(stack))
  })
})

describe('bytes keep', () => {
  /** What they stand for, [N, K]. */
  function kept(stack: RowStack): Float32Array {
    const { w, s } = int8.packing.pack(stack)
    return Float32Array.from({ length: stack.N * K }, (_, i) => {
      const [row, k] = [Math.floor(i / K), i % K]
      return (w!.data as Int8Array)[k * stack.N + row]! * (s!.data as Float32Array)[row]!
    })
  }

  test.each(['F32', 'Q4_1', 'Q8_0', 'Q4_0'] as const)('%s within half a step of 127, one scale a row', (type) => {
    const stack = stackOf({ type, rows: 9 })
    const weights = weightsOf(stack)
    const values = kept(stack)
    for (let row = 0; row < 9; row++) {
      const largest = Math.max(...weights.subarray(row * K, (row + 1) * K).map(Math.abs))
      for (let i = row * K; i < (row + 1) * K; i++) {
        expect(Math.abs(values[i]! - weights[i]!)).toBeLessThanOrEqual(largest / 127 / 2 + 1e-6)
      }
    }
  })

  test('rows of nothing as nothing', () => {
    expect(kept(stackOf({ type: 'F32', rows: 2, values: new Float32Array(2 * K) })).every((value) => value === 0)).toBe(
      true,
    )
  })

  test('the same bytes in both of their forms', () => {
    expect(int8fine.packing).toBe(int8.packing)
  })
})

describe('a factor', () => {
  test.each([
    ['q8', 'Q8_0', q8],
    ['q8', 'Q4_0', q8],
    ['q8', 'Q4_1', q8],
    ['q8', 'F32', q8],
    ['q4x', 'Q4_1', q4x],
    ['q4x', 'Q4_0', q4x],
    ['fp32', 'Q4_1', fp32],
    ['int8', 'Q4_1', int8],
  ] as [string, WritableType, WeightForm][])(
    'goes into the scales of %s of %s, and rounds nothing',
    async (_n, type, form) => {
      const values = normals(4 * K, K ** -0.5)
      const x = normals(3 * K)
      const plain = await multiplied(
        form,
        stackOf({ type, rows: 2, values: values.slice(0, 2 * K) }, { type, rows: 2, values: values.slice(2 * K) }),
        x,
      )
      const scaled = await multiplied(
        form,
        stackOf(
          { type, rows: 2, values: values.slice(0, 2 * K), factor: 0.25 },
          { type, rows: 2, values: values.slice(2 * K) },
        ),
        x,
      )
      plain.forEach((value, i) => void expect(scaled[i]).toBe(i % 4 < 2 ? value / 4 : value))
    },
  )
})

describe('channels', () => {
  test('are multiplied into what floats say of a row', () => {
    const stack = stackOf({ type: 'F32', rows: 2 })
    const weights = weightsOf(stack)
    const channels = Float32Array.from({ length: K }, (_, k) => 2 ** ((k % 5) - 2))
    const scaled = weightsOf({ ...stack, channels })
    scaled.forEach((value, i) => void expect(value).toBe(weights[i]! * channels[i % K]!))
  })
})

describe('fp32 keeps', () => {
  test.each(['F32', 'F16', 'Q4_1', 'Q8_0'] as const)('%s exactly, inputs by outputs', (type) => {
    const stack = stackOf({ type, rows: 5 })
    const weights = weightsOf(stack)
    const { w } = fp32.packing.pack(stack)
    expect(w!.shape).toEqual([K, 5])
    for (let row = 0; row < 5; row++) {
      for (let k = 0; k < K; k++) expect((w!.data as Float32Array)[k * 5 + row]).toBe(weights[row * K + k])
    }
  })
})

describe('int8pair keeps weights', () => {
  /** One output's codes, and its scale. */
  const packed = (values: Float32Array) => {
    const { w, s } = int8pair.packing.pack(stackOf({ type: 'F32', rows: 1, values }))
    return { codes: [...(w!.data as Int8Array)], scale: (s!.data as Float32Array)[0]! }
  }

  test('of which no two neighbours of one sign exceed what 16 bits hold, and none a byte', () => {
    for (let trial = 0; trial < 50; trial++) {
      const heavy = normals(K).map((value) => value ** 3)
      for (const values of [normals(K), heavy, heavy.map(Math.abs)]) {
        const { codes } = packed(values)
        for (let k = 0; k < K; k += 2) {
          expect(Math.abs(codes[k]! + codes[k + 1]!)).toBeLessThanOrEqual(PAIRED.pair)
          expect(Math.max(Math.abs(codes[k]!), Math.abs(codes[k + 1]!))).toBeLessThanOrEqual(127)
        }
      }
    }
  })

  test('within half a step, where both of a pair were rounded up one', () => {
    for (let trial = 0; trial < 50; trial++) {
      const values = normals(K)
      const { codes, scale } = packed(values)
      const off = codes.map((code, k) => Math.abs(values[k]! / scale - code))
      expect(Math.max(...off)).toBeLessThanOrEqual(1 + 1e-4)
      expect(off.filter((value) => value > 0.5 + 1e-4).length).toBeLessThanOrEqual(1)
    }
  })

  test('with a step between that of eight bits and that of seven', () => {
    const values = normals(K)
    const largest = Math.max(...values.map(Math.abs))
    expect(packed(values).scale).toBeGreaterThanOrEqual(Math.fround(largest / 127))
    expect(packed(values).scale).toBeLessThanOrEqual(Math.fround(largest / 63))
    // Alone among zeros, the largest has the whole byte; two of a kind share one.
    const alone = new Float32Array(K)
    alone[4] = -3
    expect(packed(alone).codes[4]).toBe(-127)
    alone[5] = -3
    expect(packed(alone).codes.slice(4, 6)).toEqual([-64, -64])
    alone[5] = 3
    expect(packed(alone).codes.slice(4, 6)).toEqual([-127, 127])
  })

  test('of nothing but zeros', () => {
    expect(packed(new Float32Array(K))).toEqual({ codes: new Array(K).fill(0), scale: 1 })
  })
})

describe('the order of rotary rows', () => {
  test("GGUF's neighbours become the kernel's halves, head by head", () => {
    expect([...rotaryRowOrder(8, 4)]).toEqual([0, 2, 1, 3, 4, 6, 5, 7])
  })

  test('moves whole rows', () => {
    const order = rotaryRowOrder(4, 4)
    const values = normals(4 * K)
    const plain = weightsOf(stackOf({ type: 'F32', rows: 4, values }))
    const moved = weightsOf(stackOf({ type: 'F32', rows: 4, values, order }))
    order.forEach((from, to) => {
      expect([...moved.subarray(to * K, (to + 1) * K)]).toEqual([...plain.subarray(from * K, (from + 1) * K)])
    })
  })
})

/** Rows [M, K] times a stack's weights as a form multiplies them in a graph: [M, N]. */
async function multiplied(form: WeightForm, stack: RowStack, x: Float32Array): Promise<Float32Array> {
  const M = x.length / K
  const session = await sessionOf((graph) => {
    const packed = form.packing.pack(stack)
    const weight = (suffix: string) => {
      const tensor = packed[suffix]
      return tensor && graph.constant(`w.${suffix}`, tensor.dtype, tensor.shape, tensor.data)
    }
    graph.input('x', 'float32', [1, 'm', K])
    form.multiply(graph, graph.output('y', 'float32', [1, 'm', stack.N]), 'x', { K, N: stack.N }, weight)
  })
  const input = Tensor.zeros('float32', [1, M, K])
  const output = Tensor.zeros('float32', [1, M, stack.N])
  onTestFinished(() => {
    input[Symbol.dispose]()
    output[Symbol.dispose]()
  })
  input.data.set(x)
  using binding = session.bind(new Map([['x', input]]), new Map([['y', output]]))
  await binding.run()
  return output.data
}

describe('the product in a graph', () => {
  const mixed = stackOf({ type: 'Q4_1', rows: 40 }, { type: 'Q4_0', rows: 24 })

  /** Relative root mean square difference from the product with the file's own weights. */
  async function differenceOf(form: WeightForm, M: number, x = normals(M * K), stack = mixed) {
    const weights = weightsOf(stack)
    const got = await multiplied(form, stack, x)
    const exact = Float32Array.from({ length: M * stack.N }, (_, i) => {
      const [m, n] = [Math.floor(i / stack.N), i % stack.N]
      let sum = 0
      for (let k = 0; k < K; k++) sum += x[m * K + k]! * weights[n * K + k]!
      return sum
    })
    return Math.sqrt(meanSquare(got.map((value, i) => value - exact[i]!)) / meanSquare(exact))
  }

  /**
   * The quantised forms round activations to 8 bits a block: a step of max/127, which for normal numbers (max about
   * 2.4) is an error of .55 % of their deviation. Weights add what their own rounding costs: nothing in q4x, about half
   * of that in q8.
   */
  test.for([
    ['fp32', fp32, 1e-6],
    ['q8', q8, 0.01],
    ['q4x', q4x, 0.008],
    // One scale for 96 inputs: max about 2.6 deviations.
    ['int8', int8, 0.012],
    // Sixteen bits of activations leave the weights' rounding.
    ['int8fine', int8fine, 0.008],
    // Weights between seven and eight bits.
    ['int8pair', int8pair, 0.014],
    ['int8pairfine', int8pairfine, 0.011],
  ] as [string, WeightForm, number][])(
    '%s is that of the file, within its rounding',
    async ([name, form, tolerance], { skip }) => {
      skip((name === 'int8' || name === 'int8fine') && !(await isRightHere('i8')), 'this CPU multiplies it wrongly')
      for (const M of [1, 2, 7, 16, 33]) {
        const difference = await differenceOf(form, M)
        expect(difference, `${M} rows`).toBeLessThan(tolerance)
      }
    },
  )

  test.each([
    ['int8', int8],
    ['int8fine', int8fine],
    ['int8pair', int8pair],
    ['int8pairfine', int8pairfine],
  ] as [string, WeightForm][])('%s of rows of zeros is zero, and rows beside it do not care', async (_name, form) => {
    const x = normals(3 * K)
    x.fill(0, K, 2 * K)
    const got = await multiplied(form, mixed, x)
    const { N } = mixed
    expect(got.subarray(N, 2 * N).every((value) => value === 0)).toBe(true)
    const alone = await multiplied(form, mixed, x.subarray(2 * K))
    expect([...got.subarray(2 * N)]).toEqual([...alone])
  })

  test('a second byte keeps what an outlier would take from the others', async () => {
    const x = normals(4 * K).map((value, i) => (i % K === 5 ? 300 * value : value))
    const coarse = await differenceOf(int8pair, 4, x)
    expect(await differenceOf(int8pairfine, 4, x)).toBeLessThan(coarse)
  })

  test('activations on few levels cost the exact 4-bit form nothing', async ({ skip }) => {
    // Whole numbers up to 127 with a 127 in every block are exact in 8 bits.
    const whole = () => Math.round(Math.max(-127, Math.min(127, 40 * random.normal())))
    const x = Float32Array.from({ length: 3 * K }, (_, i) => (i % BLOCK ? whole() : 127))
    // Without offsets, it is the kernel's product and nothing else.
    const kernel = await differenceOf(q4x, 3, x, stackOf({ type: 'Q4_0', rows: 24 }))
    skip(kernel > 1e-6, "this CPU's kernel for 4 bits rounds activations by whole rows, not by blocks about zero")
    expect(await differenceOf(q4x, 3, x)).toBeLessThan(1e-6)
    expect(await differenceOf(q8, 3, x)).toBeGreaterThan(1e-5)
  })
})

test('plans name the form of each layer: heads keep 8 bits but in fp32', () => {
  expect(FORM_NAMES).toEqual(['i8', 'i8p', 'q8', 'q4x', 'exact', 'fp32', 'fp16'])
  expect([FORM_PLANS.q4x.down, FORM_PLANS.q4x.head]).toEqual([q4x, q8])
  expect([FORM_PLANS.q8.qkv, FORM_PLANS.q8.head]).toEqual([q8, q8])
  expect([FORM_PLANS.exact.qkv, FORM_PLANS.exact.head]).toEqual([fp32, q8])
  expect([FORM_PLANS.fp32.qkv, FORM_PLANS.fp32.head]).toEqual([fp32, fp32])
  expect([FORM_PLANS.i8.gate_up, FORM_PLANS.i8.down, FORM_PLANS.i8.head]).toEqual([int8, int8fine, int8])
  const { qkv, gate_up, down, head } = FORM_PLANS.i8p
  expect([qkv, gate_up, down, head]).toEqual([int8pairfine, int8pair, int8pairfine, int8pair])
})

test('a form is one in both phases, but for the head of bytes, which readings take as it is', () => {
  for (const form of FORM_NAMES) {
    expect(planOf(form, 'decode')).toBe(FORM_PLANS[form])
    if (!form.startsWith('i8')) expect(planOf(form, 'prefill')).toBe(FORM_PLANS[form])
  }
  expect(planOf('i8', 'prefill')).toEqual({ ...FORM_PLANS.i8, head: int8fine })
  expect(planOf('i8p', 'prefill')).toEqual({ ...FORM_PLANS.i8p, head: int8pairfine })
})
