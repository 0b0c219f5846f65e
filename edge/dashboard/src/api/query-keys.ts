/**
 * What each thing is called in the query cache, in one place: whoever changes a thing names it to have it read again.
 * A shorter key stands for all that begin with it.
 */
export const keys = {
  project: ['project'],
  models: ['models'],
  axes: ['axes'],
  axis: (axis: string) => ['axes', axis],
  directions: (axis: string) => ['axes', axis, 'directions'],
  direction: (axis: string, version: number) => ['axes', axis, 'directions', version],
  layer: (axis: string, version: number | null) => ['axes', axis, 'directions', version, 'layer'],
  experiments: (axis: string) => ['axes', axis, 'experiments'],
  experiment: (axis: string, id: string) => ['axes', axis, 'experiments', id],
  fits: ['fits'],
  fit: (id: string) => ['fits', id],
  profiles: ['profiles'],
  profilesBy: (prefix: string) => ['profiles', 'by', prefix],
  user: (user: string) => ['user', user],
  profile: (user: string) => ['user', user, 'profile'],
  explanation: (user: string) => ['user', user, 'explanation'],
  signals: (user: string) => ['user', user, 'signals'],
  keys: ['keys'],
  keysThatAre: (state: string) => ['keys', state],
} as const
