/** Whether the environment's `variable` turns something on. @throws Error that names the variable. */
export function switchSetting(variable: string, env: NodeJS.ProcessEnv = process.env): boolean {
  const text = env[variable]
  if (!text || text === 'false') return false
  if (text === 'true') return true
  throw new Error(`${variable} must be true or false, not '${text}'`)
}
