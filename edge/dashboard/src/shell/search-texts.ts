/** What an address says by name, of the names that a screen knows; all else in it is nothing to that screen. */
export const textsOf = <Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): { [Known in Name]?: string } =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = search[name]
      return typeof text === 'string' && text !== '' ? [[name, text]] : []
    }),
  ) as { [Known in Name]?: string }
