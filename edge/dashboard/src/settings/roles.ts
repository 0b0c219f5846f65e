export const ROLES = ['owner', 'admin', 'editor', 'viewer'] as const
export type Role = (typeof ROLES)[number]

export const MAY: Record<Role, string> = {
  owner: 'Everything.',
  admin: 'All but people, issuers, limits, webhooks and the end of the project.',
  editor: 'Axes, fits, profiles, answers, and what was used.',
  viewer: 'Answers, and what was used.',
}
