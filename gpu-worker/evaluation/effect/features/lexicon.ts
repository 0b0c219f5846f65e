/** English words that mark a manner of speaking. */
import { wordSet } from './words.ts'

export const SLANG = wordSet(`
  awesome buddy buddies bro chill cool dude dudes folks gonna gotta guy guys hey hi hmm huh kid kids kinda lemme lol lots
  man nah nope oh okay ok ooh oops pal pals pretty sorta stuff super totally ugh wanna wow ya yay yeah yep yup y'all`)

export const HEDGES = wordSet(`
  apparently approximately arguably could fairly generally likely may maybe might mostly often perhaps possible possibly
  potentially presumably probably rather seem seems somewhat sometimes usually`)

export const WARM = wordSet(`
  care caring comfort dear encourage feel feeling feelings friend friends gentle glad happy heart help hope hug joy kind
  kindness listen love loved lovely proud safe share smile sorry support thank together trust understand warm welcome
  wonderful`)

export const POLITE = wordSet(
  'appreciate excuse grateful kindly madam pardon please pleased pleasure regards sincerely sir thank thanks welcome',
)

export const FIRST_PERSON = wordSet("i i'd i'll i'm i've me mine my myself")
export const SECOND_PERSON = wordSet("you you'd you'll you're you've your yours yourself")
