/** The screens that the navigation leads to, in its order. */
import type { IconName } from '../ui/icon.tsx'

export const PLACES = [
  { to: '/playground', name: 'Playground', icon: 'sliders' },
  { to: '/axes', name: 'Axes', icon: 'axis' },
  { to: '/fits', name: 'Fits', icon: 'flask' },
  { to: '/users', name: 'Users', icon: 'people' },
  { to: '/live', name: 'Live', icon: 'pulse' },
  { to: '/usage', name: 'Usage', icon: 'chart' },
  { to: '/keys', name: 'Keys', icon: 'key' },
  { to: '/webhooks', name: 'Webhooks', icon: 'hook' },
  { to: '/audit', name: 'Audit log', icon: 'list' },
  { to: '/settings', name: 'Settings', icon: 'gear' },
] as const satisfies readonly { to: string; name: string; icon: IconName }[]
