/** What each scope allows, in words. */
import type { Key } from '../api/types.ts'

export type Scope = Key['scopes'][number]

export const SCOPES: Record<Scope, string> = {
  chat: 'Ask models and steer their answers.',
  profiles: 'Read and write what users like.',
  axes: 'Describe axes, bring directions, activate them.',
  fits: 'Start, watch and cancel fits.',
  keys: 'Make and revoke keys, end sessions.',
  project: 'Change the project itself: its limits, its learning, its end.',
  usage: 'Read what was used.',
  audit: 'Read who changed what.',
}

export const SCOPE_NAMES = Object.keys(SCOPES) as Scope[]
