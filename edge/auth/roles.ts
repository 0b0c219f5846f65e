/** What a member may, by role. */
import { type Role, SCOPES, type Scope } from '../../schema/tables.ts'

export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  /** All: people and issuers too, and the end of the project. */
  owner: SCOPES,
  admin: ['chat', 'profiles', 'axes', 'fits', 'keys', 'usage', 'audit'],
  editor: ['chat', 'profiles', 'axes', 'fits', 'usage'],
  viewer: ['chat', 'usage'],
}
