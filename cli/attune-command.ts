#!/usr/bin/env node
/**
 * The command line for work with directions, without the edge: `npm run attune -- COMMAND …`, or `npx attune COMMAND …`.
 * Exit codes: 0 done, 1 it did not work, 2 it was called wrongly, 130 interrupted.
 */
import attune from '../package.json' with { type: 'json' }
import type { Command } from './commands/command.ts'
import { UsageError } from './commands/options.ts'
import { printable } from './terminal.ts'

/** Loaded when run: help should not wait for the engine. */
const COMMANDS: Record<string, { about: string; load: () => Promise<Command> }> = {
  fit: {
    about: 'make a direction from a description of its poles',
    load: async () => (await import('./commands/fit.ts')).fit,
  },
  steer: {
    about: 'answer a prompt plainly and steered, side by side',
    load: async () => (await import('./commands/steer.ts')).steer,
  },
  eval: {
    about: 'measure a direction on a data set, beside a system prompt',
    load: async () => (await import('./commands/eval.ts')).evaluate,
  },
  export: {
    about: 'a direction as a control vector for llama.cpp (GGUF)',
    load: async () => (await import('./commands/export.ts')).exportVector,
  },
  import: {
    about: 'a control vector of llama.cpp or repeng as a direction',
    load: async () => (await import('./commands/import.ts')).importVector,
  },
}

const isCommand = (word: string) => Object.hasOwn(COMMANDS, word)

const HELP = `attune COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(8)} ${about}`)
  .join('\n')}

  attune COMMAND --help   what a command takes
  attune --version
`

const stop = new AbortController()
// The listeners stay: packages that listen too end the process as soon as nobody else does. A second signal ends it.
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => (stop.signal.aborted ? process.exit(130) : stop.abort(new Error('stopped'))))
}

const [name, ...args] = process.argv.slice(2)
try {
  await runCommand()
} catch (problem) {
  const { message } = problem as Error
  if (stop.signal.aborted) console.error('Stopped.')
  else if (problem instanceof UsageError)
    console.error(`${printable(message)}\n${name && isCommand(name) ? `attune ${name}` : 'attune'} --help says more.`)
  else console.error(printable(message))
  process.exitCode = stop.signal.aborted ? 130 : problem instanceof UsageError ? 2 : 1
}

async function runCommand(): Promise<void> {
  if (name === undefined) {
    console.error(HELP)
    process.exitCode = 2
  } else if (name === '--help' || name === '-h' || name === 'help') console.log(HELP)
  else if (name === '--version') console.log(attune.version)
  else {
    const command = await commandOf(name)
    if (args.includes('--help') || args.includes('-h')) console.log(command.help)
    else await command.run(args, stop.signal)
  }
}

function commandOf(wanted: string): Promise<Command> {
  if (isCommand(wanted)) return COMMANDS[wanted]!.load()
  const what = wanted.startsWith('-') ? 'option' : 'command'
  throw new UsageError(`There is no ${what} '${wanted}'; the commands are ${Object.keys(COMMANDS).join(', ')}.`)
}
