/**
 * One line of JSON for each request, of edge and worker alike. It has what tells requests apart and how they went, and
 * nothing that anybody wrote: no prompt, no answer, no key, no user's name, and of an address only its pattern, since paths
 * name users and queries may name more.
 */
export const LOG_LEVELS = ['info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type LogSettings = {
  /** null: no lines at all. */
  level: LogLevel | null
  /** Of the lines at `info`, what share is written: 0 to 1. */
  share: number
}

/** `of`: which of both servers it is. */
export type LogFields = { of: 'edge' | 'worker'; method: string; route: string; status: number; ms: number } & Record<
  string,
  unknown
>

/** Programs that keep such lines elsewhere than other output know them by this. */
const BEGINNING = '{"time":"'

/**
 * null where it is not to be written.
 * @param of its level, where its status does not tell it
 */
export function logLine({ level, share }: LogSettings, fields: LogFields, of = levelOf(fields.status)): string | null {
  if (level === null || LOG_LEVELS.indexOf(of) < LOG_LEVELS.indexOf(level)) return null
  if (of === 'info' && share < 1 && Math.random() >= share) return null
  return JSON.stringify({ time: new Date().toISOString(), level: of, ...fields })
}

export const isLogLine = (text: string) => text.startsWith(BEGINNING)

/** What the server is to blame for; what the client is; all else. */
function levelOf(status: number): LogLevel {
  if (status >= 500) return 'error'
  return status >= 400 ? 'warn' : 'info'
}

/** Milliseconds to a hundredth. */
export const rounded = (milliseconds: number) => Math.round(milliseconds * 100) / 100

/** @throws Error that says what is right */
export function readLogSettings(level: string | undefined, share: string | undefined): LogSettings {
  if (level && level !== 'off' && !(LOG_LEVELS as readonly string[]).includes(level)) {
    throw new Error(`a level is one of off, ${LOG_LEVELS.join(', ')}`)
  }
  const part = share ? Number(share) : 1
  if (!(part >= 0 && part <= 1)) throw new Error('a share is a number from 0 to 1')
  return { level: !level || level === 'off' ? null : (level as LogLevel), share: part }
}
