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
} as const
