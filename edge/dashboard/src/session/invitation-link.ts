/** The link that an invitation is passed on by. Its token stands behind the #, which no server and no log gets to see. */
const PATH = '/join'

export const linkOf = (token: string): string => `${location.origin}${PATH}#${token}`

/** The token of the link that the page was opened by; null for any other. */
export const invitationOf = ({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): string | null =>
  pathname === PATH && hash.length > 1 ? hash.slice(1) : null
