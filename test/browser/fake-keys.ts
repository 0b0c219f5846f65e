/** Keys as the fake edge knows them. */
import type { Key, KeyWithSecret } from '../../edge/dashboard/src/api/types.ts'
import type { Call } from './fake-edge.ts'

export function fakeKeys() {
  const all: Key[] = [apiKey('key_own', 'development'), apiKey('key_app', 'mobile backend')]

  function withSecret(key: Key): KeyWithSecret {
    all.unshift(key)
    return { ...key, secret: `sk-attune-1_${key.id}` }
  }

  /** undefined: it is no call of this family's. */
  function answer({ method, path, body }: Call): unknown {
    const url = new URL(path, 'http://edge')
    const [, , family, id, action] = url.pathname.split('/').map(decodeURIComponent)
    if (family !== 'keys') return undefined
    const key = all.find((one) => one.id === id)
    if (method === 'GET' && !id) {
      const isEnded = url.searchParams.get('state') === 'ended'
      return { object: 'list', data: all.filter(({ revoked }) => revoked === isEnded), has_more: false }
    }
    if (method === 'POST' && !id) return withSecret({ ...apiKey(`key_${all.length}`, body.name), scopes: body.scopes })
    if (method === 'POST' && action === 'rotate') return withSecret({ ...apiKey(`key_${all.length}`, key!.name) })
    if (method === 'DELETE') return Object.assign(key!, { revoked: true })
    return undefined
  }
  return { all, answer }
}

export const apiKey = (id: string, name: string): Key => ({
  object: 'key',
  id,
  name,
  prefix: 'sk-attune-1_ab',
  scopes: ['chat', 'profiles'],
  models: null,
  addresses: null,
  users: null,
  rotated_from: null,
  member: null,
  created: 1_782_000_000,
  expires_at: null,
  last_used: null,
  revoked: false,
  limits: null,
})
