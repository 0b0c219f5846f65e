/**
 * Steering for clients that cannot add fields to a request: in a header, or in the model's name
 * (`smollm2-135m-instruct@formal=.5,warm=-1`). The request's own field goes before the header, the header before the name,
 * axis by axis.
 */
import { ApiError, invalidRequest } from '../../shared/errors.ts'
import { type Steering, steering } from '../../shared/wire/steering.ts'

export const STEERING_HEADER = 'x-attune-steering'

type SteeringInput = Partial<Steering>

/** What stands before the last @ is the model's own name, where axes and strengths follow it. */
const ALIAS = /^(.+)@([^@]*=[^@]*)$/

/** The model's own name. */
export const modelOf = (name: string): string => ALIAS.exec(name)?.[1] ?? name

/**
 * @param field the request's own, as it was parsed
 * @param body the request as it was sent: what it says, and does not leave at its default, is read there
 * @throws ApiError 400 that names what is malformed
 */
export function askedSteering(
  { model, steering: field }: { model: string; steering?: Steering | null },
  header: string | undefined,
  body: string,
): Steering {
  const inName = ALIAS.exec(model)?.[2]
  if (inName === undefined && header === undefined) return field ?? steering.parse({})
  const said = [
    inName === undefined ? {} : parsed({ strengths: strengthsIn(inName, 'model') }, 'model'),
    header === undefined ? {} : parsed(readHeader(header), STEERING_HEADER),
    field ? (JSON.parse(body) as { steering: SteeringInput }).steering : {},
  ]
  const strengths = Object.assign({}, ...said.map((one) => one.strengths))
  return steering.parse(Object.assign({}, ...said, { strengths }))
}

function readHeader(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return { strengths: strengthsIn(text, STEERING_HEADER) }
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(STEERING_HEADER, 'it begins as JSON and is none')
  }
}

/** `formal=.5,warm=-1` */
function strengthsIn(text: string, param: string): Record<string, number> {
  const strengths = new Map<string, number>()
  for (const part of text.split(',')) {
    const [, axis, value] = /^\s*([^=\s]+)\s*=\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*$/.exec(part) ?? []
    if (!axis || !value) throw malformed(param, `'${part.trim()}' is no axis and its strength`)
    if (strengths.has(axis)) throw malformed(param, `the axis '${axis}' stands there twice`)
    strengths.set(axis, Number(value))
  }
  // An axis that is called __proto__ is refused with the others that are none.
  return Object.fromEntries(strengths)
}

/** What was said, without the defaults of what was not. */
function parsed(input: unknown, param: string): SteeringInput {
  const { success, error } = steering.safeParse(input)
  if (!success) throw malformed(param, invalidRequest(error.issues).message)
  return input as SteeringInput
}

function malformed(param: string, problem: string): ApiError {
  const right =
    param === 'model'
      ? 'a model and its steering are like smollm2-135m-instruct@formal=.5,warm=-1'
      : `${param} is like formal=.5,warm=-1, or the JSON of the field steering`
  return new ApiError(400, 'invalid_steering', `${param}: ${problem}; ${right}.`, { param })
}
