/** What is said of an address that is none: which one is right, where a client's base URL is only written wrongly. */
import { ApiError } from '../../shared/errors.ts'

/** A route as Hono lists it; `:name` stands for any part of a path. */
export type Route = { method: string; path: string }

/** @param routes all of the app, middleware too */
export function unknownRoute(method: string, url: string, routes: readonly Route[]): ApiError {
  const { origin, pathname } = new URL(url)
  const asked = `There is no ${method} ${pathname}.`
  const right = rightPaths(pathname).find((path) =>
    routes.some((route) => route.method === method && fits(route, path)),
  )
  if (!right) return notFound(`${asked} GET /docs lists what there is.`)
  const base = right.startsWith('/v1/') ? ` The API's base URL is ${origin}/v1.` : ''
  return notFound(`${asked} It is ${method} ${right}.${base}`)
}

const notFound = (message: string) => new ApiError(404, 'unknown_route', message)

/** What may be meant: without empty parts, and with /v1 once. */
function rightPaths(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '')
  const afterBase = parts.slice(parts.findIndex((part) => part !== 'v1'))
  return [parts, ['v1', ...afterBase]].map((all) => `/${all.join('/')}`).filter((right) => right !== path)
}

const fits = ({ path }: Route, asked: string): boolean => {
  const [pattern, parts] = [path.split('/'), asked.split('/')]
  return pattern.length === parts.length && pattern.every((part, i) => part.startsWith(':') || part === parts[i])
}
