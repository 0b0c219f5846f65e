/** JSON in ASCII alone, as a header holds no other characters. */
export const asciiJson = (value: object): string =>
  JSON.stringify(value).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
