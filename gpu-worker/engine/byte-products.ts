/**
 * Which weights in bytes this CPU multiplies rightly, asked of the very kernels that will run: by products whose results are
 * known. Where products of bytes are added in 16 bits (AVX2, and AVX-512 before VNNI), the largest ones saturate.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ByteRange, PAIRED, WHOLE } from '../model/forms/int8.ts'
import { FORM_NAMES, type FormName } from '../model/forms/plans.ts'
import { CONTRIB, GraphBuilder } from '../model/graph/onnx.ts'
import { Session } from '../runtime/session.ts'
import { Tensor } from '../runtime/tensor.ts'
import { seededRandom } from './random.ts'

const SEED = 11
const [K, N] = [96, 48]
/** Rows at once: kernels for one, for a few and for many. */
const ROWS = [1, 3, 16]

/** Forms of bytes, and how large these may be. The first that is right is the best. */
const FORMS_OF_BYTES = { i8: WHOLE, i8p: PAIRED } as const satisfies Partial<Record<FormName, ByteRange>>
export type ByteForm = keyof typeof FORMS_OF_BYTES
const BYTE_FORMS = Object.keys(FORMS_OF_BYTES) as ByteForm[]

/** In every other column the largest pairs, all of one sign: sums that saturate at all do so there. */
function weightsOf({ pair }: ByteRange): Int8Array {
  const random = seededRandom(SEED)
  return Int8Array.from({ length: K * N }, (_, i) => {
    const [k, n] = [Math.floor(i / N), i % N]
    const largest = k % 2 ? Math.floor(pair / 2) : Math.ceil(pair / 2)
    if (n % 2) return Math.round((2 * random() - 1) * Math.floor(pair / 2))
    return n % 4 ? -largest : largest
  })
}

const isByteForm = (form: FormName): form is ByteForm => form in FORMS_OF_BYTES

const known = new Map<ByteForm, Promise<boolean>>()

/** Whether the CPU multiplies the form's weights rightly: of bytes asked once, of all others known. */
export function isRightHere(form: FormName): Promise<boolean> {
  if (!isByteForm(form)) return Promise.resolve(true)
  const asked = known.get(form) ?? isRight(FORMS_OF_BYTES[form])
  known.set(form, asked)
  // What could not be asked is asked again.
  asked.catch(() => known.delete(form))
  return asked
}

/** All forms that are right here. */
export async function formsRightHere(): Promise<FormName[]> {
  const right = await Promise.all(FORM_NAMES.map(isRightHere))
  return FORM_NAMES.filter((_, i) => right[i])
}

/** The best form of bytes that is right here; null if none is. */
export async function rightByteForm(): Promise<ByteForm | null> {
  for (const form of BYTE_FORMS) if (await isRightHere(form)) return form
  return null
}

async function isRight(range: ByteRange): Promise<boolean> {
  const weights = weightsOf(range)
  const folder = mkdtempSync(path.join(tmpdir(), 'attune-bytes-'))
  try {
    const file = path.join(folder, 'product.onnx')
    writeFileSync(file, productGraph(range, weights).finish())
    using session = await Session.load(file, { threads: 1 })
    for (const rows of ROWS) if (!(await isProduct(session, range, weights, rows))) return false
    return true
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** y [m, N] = (x - zero point) · weights: whole numbers far below 2^24, so floats hold them exactly. */
function productGraph({ zeroPoint }: ByteRange, weights: Int8Array): GraphBuilder {
  const graph = new GraphBuilder()
  const x = graph.input('x', 'uint8', ['m', K])
  const one = graph.constant('one', 'float32', [], Float32Array.of(1))
  const zero = graph.constant('zero', 'uint8', [], Uint8Array.of(zeroPoint))
  const w = graph.constant('w', 'int8', [K, N], weights)
  const scales = graph.constant('scales', 'float32', [N], new Float32Array(N).fill(1))
  graph.node('MatMulIntegerToFloat', [x, w, one, scales, zero], graph.output('y', 'float32', ['m', N]), {}, CONTRIB)
  return graph
}

async function isProduct(
  session: Session,
  { activation, zeroPoint }: ByteRange,
  weights: Int8Array,
  rows: number,
): Promise<boolean> {
  const most = zeroPoint + activation
  const random = seededRandom(SEED)
  using x = Tensor.zeros('uint8', [rows, K])
  using y = Tensor.zeros('float32', [rows, N])
  for (let i = 0; i < x.data.length; i++) {
    const row = Math.floor(i / K)
    x.data[i] = row % 3 === 0 ? most : Math.floor(random() * (most + 1))
  }
  using binding = session.bind(new Map([['x', x]]), new Map([['y', y]]))
  await binding.run()
  for (let row = 0; row < rows; row++) {
    for (let n = 0; n < N; n++) {
      let sum = 0
      for (let k = 0; k < K; k++) sum += (x.data[row * K + k]! - zeroPoint) * weights[k * N + n]!
      if (y.data[row * N + n] !== sum) return false
    }
  }
  return true
}
