/**
 * What each thing is called in the query cache, in one place: whoever changes a thing names it to have it read again.
 * A shorter key stands for all that begin with it.
 */
export const keys = {
  project: ['project'],
  models: ['models'],
  axes: ['axes'],
  directions: (axis: string) => ['axes', axis, 'directions'],
  layer: (axis: string, version: number | null) => ['axes', axis, 'directions', version, 'layer'],
  fits: ['fits'],
  profiles: ['profiles'],
  profilesBy: (prefix: string) => ['profiles', 'by', prefix],
  user: (user: string) => ['user', user],
  profile: (user: string) => ['user', user, 'profile'],
  explanation: (user: string) => ['user', user, 'explanation'],
  signals: (user: string) => ['user', user, 'signals'],
  keys: ['keys'],
  keysThatAre: (state: string) => ['keys', state],
  /** With its tag, for who changes it. */
  settings: ['project', 'settings'],
  limits: ['limits'],
  members: ['members'],
  invitations: ['invitations'],
  issuers: ['issuers'],
  usage: ['usage'],
  usageOf: (asked: object) => ['usage', asked],
  webhooks: ['webhooks'],
  webhook: (id: string) => ['webhooks', id],
  deliveries: (id: string) => ['webhooks', id, 'deliveries'],
  deliveriesIn: (id: string, state: string) => ['webhooks', id, 'deliveries', state],
  audit: (asked: object) => ['audit', asked],
  workers: ['workers'],
  generation: (id: string) => ['generation', id],
} as const
