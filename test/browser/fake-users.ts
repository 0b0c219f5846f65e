/** Users as the fake edge knows them: what is believed, what they signalled, and what of it is forgotten. */
import type { Explanation, Profile, Signal } from '../../edge/dashboard/src/api/types.ts'
import type { Call } from './fake-edge.ts'

export type Belief = Explanation['axes'][number]

const PAGE = 100

export function fakeUsers() {
  const beliefs = new Map<string, Belief[]>()
  const signals: Signal[] = []
  const erased: string[] = []

  /** undefined: it is no call of this family's. */
  function answer({ method, path, body }: Call, profiles: Map<string, Profile>): unknown {
    const url = new URL(path, 'http://edge')
    const [, , family, id = '', action = ''] = url.pathname.split('/').map(decodeURIComponent)
    switch (`${method} ${family}${id && '/id'}${action && `/${action}`}`) {
      case 'GET profiles': {
        const prefix = url.searchParams.get('prefix') ?? ''
        const after = url.searchParams.get('after') ?? ''
        const found = [...profiles.values()].filter(({ user }) => user!.startsWith(prefix) && user! > after)
        found.sort((a, b) => (a.user! < b.user! ? -1 : 1))
        return { object: 'list', data: found.slice(0, PAGE), has_more: found.length > PAGE }
      }
      case 'GET profiles/id/explanation':
        return {
          object: 'explanation',
          user: id,
          signals: signals.filter(({ user }) => user === id).length,
          users: null,
          axes: beliefs.get(id) ?? [],
        } satisfies Explanation
      case 'PATCH profiles/id':
        for (const [axis, value] of Object.entries<number | null>(body.strengths)) hold(id, axis, value)
        // The profile itself is kept where all others are.
        return undefined
      case 'POST profiles/id/reset':
        signals.splice(0, signals.length, ...signals.filter(({ user }) => user !== id))
        beliefs.set(id, [])
        return { object: 'profile', user: id, stored: true, strengths: {}, learned: {}, updated: 1 } satisfies Profile
      case 'GET feedback':
        return {
          object: 'list',
          data: signals.filter(({ user }) => user === url.searchParams.get('user')),
          has_more: false,
        }
      case 'DELETE feedback/id':
        signals.splice(0, signals.length, ...signals.filter((signal) => signal.id !== id))
        return null
      case 'GET users/id/export': {
        const end = url.searchParams.has('after')
          ? { object: 'export_end', user: id, complete: true, after: null }
          : { object: 'export_end', user: id, complete: false, after: 'answer_1' }
        return `${JSON.stringify(url.searchParams.has('after') ? { object: 'answer' } : { object: 'profile' })}\n${JSON.stringify(end)}\n`
      }
      case 'DELETE users/id':
        erased.push(id)
        profiles.delete(id)
        return { object: 'erasure', user: id, complete: true }
    }
    return undefined
  }

  function hold(user: string, axis: string, value: number | null) {
    const before = beliefs.get(user)
    if (!before) return
    const source = value === null ? 'learned' : 'hand'
    const strength = value ?? 0.4
    const change = { source, strength, low: value ?? 0.2, high: value ?? 0.6 } as const
    beliefs.set(
      user,
      before.map((one) => (one.axis === axis ? { ...one, ...change } : one)),
    )
  }

  return { beliefs, signals, erased, answer }
}

export const belief = (axis: string, facts: Partial<Belief> = {}): Belief => ({
  axis,
  strength: 0.6,
  source: 'learned',
  low: 0.35,
  high: 0.85,
  noticeable_step: 0.2,
  effect: `clearly more ${axis}`,
  moved_by: [],
  ...facts,
})

export const thumb = (id: string, user: string, value: 'up' | 'down'): Signal => ({
  object: 'signal',
  id,
  name: id,
  user,
  type: 'thumb',
  answer: 'chatcmpl_1',
  choice: 0,
  value,
  axis: null,
  axes: ['formal'],
  at: 1_782_000_000,
  created: 1_782_000_000,
})

export const profileOf = (user: string, strengths: Profile['strengths'] = {}): Profile => ({
  object: 'profile',
  user,
  stored: true,
  strengths,
  learned: {},
  updated: 1_782_000_000,
})
