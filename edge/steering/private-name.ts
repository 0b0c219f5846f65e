/** What private axes are called: by chance, so that no name says whose it is, and none meets another. */
import { ID_CHARACTERS, randomText } from '../../shared/ids.ts'

const PREFIX = 'own_'
const LENGTH = 26
const NAME = new RegExp(`^${PREFIX}[${ID_CHARACTERS}]{${LENGTH}}$`)

export const newPrivateName = (): string => PREFIX + randomText(LENGTH)

export const isPrivateAxis = (name: string): boolean => NAME.test(name)

/** For a database's GLOB. */
export const PRIVATE_GLOB = PREFIX + '[0-9a-z]'.repeat(LENGTH)
