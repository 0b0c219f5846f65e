/** What stands behind a command's name → its options; whatever is wrong with them is said in one sentence. */
import { parseArgs } from 'node:util'

/** The command was called wrongly: nothing was done. */
export class UsageError extends Error {}

/**
 * Every option but the flags takes a value. A value may be a negative number, which parseArgs alone would take for
 * another option.
 * @throws UsageError
 */
export function readOptions<Required extends string, Optional extends string, Flag extends string = never>(
  args: readonly string[],
  names: { required: readonly Required[]; optional: readonly Optional[]; flags?: readonly Flag[] },
): Record<Required, string> & Partial<Record<Optional, string>> & Partial<Record<Flag, boolean>> {
  const { required, optional, flags = [] } = names
  const options: Options = {
    ...Object.fromEntries([...required, ...optional].map((name) => [name, { type: 'string' }])),
    ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' }])),
  }
  const values = parsed(withJoinedNegatives(args), options)
  const missing = required.filter((name) => !values[name])
  if (missing.length) throw new UsageError(`It needs ${missing.map((name) => `--${name}`).join(' and ')}.`)
  return values as ReturnType<typeof readOptions<Required, Optional, Flag>>
}

type Options = Record<string, { type: 'string' | 'boolean' }>

function parsed(args: string[], options: Options) {
  try {
    return parseArgs({ args, options }).values
  } catch (problem) {
    throw new UsageError((problem as Error).message)
  }
}

/** `--strength -1` as `--strength=-1`. */
function withJoinedNegatives(args: readonly string[]): string[] {
  const joined: string[] = []
  for (const arg of args) {
    const before = joined.at(-1)
    if (/^-\.?\d/.test(arg) && before?.startsWith('--') && !before.includes('=')) joined.push(`${joined.pop()}=${arg}`)
    else joined.push(arg)
  }
  return joined
}

/** @throws UsageError naming the option and what it may be */
export function numberOption(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= least && value <= most) return value
  throw new UsageError(`--${name} is '${text}'; a number from ${least} to ${most} is expected.`)
}

/** @throws UsageError naming the option and what it may be */
export function wholeOption(name: string, text: string, least: number, most: number): number {
  const value = numberOption(name, text, least, most)
  if (Number.isInteger(value)) return value
  throw new UsageError(`--${name} is '${text}'; a whole number is expected.`)
}

/** @throws UsageError naming the option and what it may be */
export function choiceOption<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  throw new UsageError(`--${name} is '${text}'; there are ${choices.join(', ')}.`)
}
