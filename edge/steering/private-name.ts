/** What private axes are called: by chance, so that no name says whose it is, and none meets another. */
import { type SQL, sql } from 'drizzle-orm'
import { ID_CHARACTERS, randomText } from '../../shared/ids.ts'

const PREFIX = 'own_'
const LENGTH = 26
const NAME = new RegExp(`^${PREFIX}[${ID_CHARACTERS}]{${LENGTH}}$`)

export const newPrivateName = (): string => PREFIX + randomText(LENGTH)

export const isPrivateAxis = (name: string): boolean => NAME.test(name)

/** The same in SQL, of names that are none of a project's own. D1 takes patterns of fifty characters at most. */
export const isPrivateIn = (name: SQL): SQL =>
  sql`(length(${name}) = ${PREFIX.length + LENGTH} and ${name} glob ${`${PREFIX}*`}
    and substr(${name}, ${PREFIX.length + 1}) not glob '*[^0-9a-z]*')`
