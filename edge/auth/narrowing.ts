/** What a credential is held to beside its scopes: models, addresses, users. */
import type { Narrowing } from '../../schema/tables.ts'
import { ApiError } from '../../shared/errors.ts'
import { covers, coversBlock } from '../http/address.ts'
import type { Caller } from './caller.ts'

export const NOT_NARROWED: Narrowing = { models: null, addresses: null, users: null }

/** In what `inner` reaches further than `outer`; null: in nothing. */
export function widerIn(inner: Narrowing, outer: Narrowing): keyof Narrowing | null {
  const isWithin = {
    models: within(inner.models, outer.models, (one, other) => one === other),
    addresses: within(inner.addresses, outer.addresses, (one, other) => coversBlock(other, one)),
    users: within(inner.users, outer.users, (one, other) => one === other),
  }
  return (Object.keys(isWithin) as (keyof Narrowing)[]).find((name) => !isWithin[name]) ?? null
}

function within(
  inner: readonly string[] | null,
  outer: readonly string[] | null,
  isIn: (one: string, other: string) => boolean,
): boolean {
  if (outer === null) return true
  return inner?.every((one) => outer.some((other) => isIn(one, other))) ?? false
}

/** @throws ApiError 403 `address_not_allowed`, where nobody says the address too */
export function checkAddress({ addresses }: Narrowing, address: string | null): void {
  if (addresses === null || (address !== null && addresses.some((block) => covers(block, address)))) return
  const whence =
    address === null ? 'and whence this request comes, nobody says' : `and this request comes from ${address}`
  throw new ApiError(403, 'address_not_allowed', `This key opens from some addresses alone, ${whence}.`)
}

/** @throws ApiError 403 `model_not_allowed` */
export function checkModel({ narrowing: { models } }: Caller, model: string): void {
  if (models === null || models.includes(model)) return
  const message = `This key opens the models ${models.join(', ')} alone, not '${model}'.`
  throw new ApiError(403, 'model_not_allowed', message, { param: 'model' })
}

/** @throws ApiError 403 `other_user` for who is held to some users and would change what is everybody's */
export function checkForAll({ user, narrowing: { users } }: Caller): void {
  if (user === null && users === null) return
  throw new ApiError(403, 'other_user', 'This is for all users of the project, and this key acts for some alone.')
}
