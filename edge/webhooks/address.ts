/** Where webhooks may be sent: to https, at a public address. */
import { ApiError } from '../../shared/errors.ts'
import { hostOf, isAddress, isLoopback, isPublic, isPublicName } from '../http/public-host.ts'

const MOST_CHARACTERS = 2_000

/** Whether it is this very machine, which only a developer's own edge may send to. */
export const isLocal = (url: URL): boolean => isLoopback(hostOf(url))

/**
 * @param toLocalhost whether this machine may be meant too, by http as well
 * @throws ApiError 400 `invalid_url` that says what would be right
 */
export function parseAddress(text: string, toLocalhost: boolean): URL {
  const problem = (what: string) => new ApiError(400, 'invalid_url', `url: ${what}`, { param: 'url' })
  if (text.length > MOST_CHARACTERS) throw problem(`at most ${MOST_CHARACTERS} characters are expected`)
  const url = URL.parse(text)
  if (!url) throw problem('an address such as https://app.example.com/attune is expected')
  if (url.username || url.password) throw problem('it carries a user or a password; the signature says who sends')
  if (url.hash) throw problem('what follows # is never sent; leave it out')
  if (toLocalhost && isLocal(url) && /^https?:$/.test(url.protocol)) return url
  if (url.protocol !== 'https:') throw problem('https is expected')
  const host = hostOf(url)
  if (isAddress(host)) {
    if (!isPublic(host))
      throw problem(`${host} is no public address; one that is reachable from the internet is expected`)
    return url
  }
  if (!isPublicName(host)) {
    throw problem(`'${host}' is a name of some network of its own; one of the internet is expected`)
  }
  return url
}
