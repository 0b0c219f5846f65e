/** One command of the command line. `run` gets what stands behind the command's name. */
export type Command = { help: string; run(args: string[], signal: AbortSignal): Promise<void> }
