/** What every picture is made of: text with nothing in it that could be markup, and colours for light and dark pages. */

/** Mid tones that stand out on white and on near black; text and lines take the page's own colour. */
export const COLOUR = { positive: '#0f9184', negative: '#c9692e', neutral: '#848d91' }

export const WIDTH = 480
export const HEIGHT = 280

/** Characters that no XML file may hold are dropped. */
export const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

type Attributes = Record<string, string | number>

/** An element of which `content` is markup already; numbers keep a tenth of a unit. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? Number(value.toFixed(1)) : escaped(value)}"`,
  )
  return `<${name}${written.join('')}>${content}</${name}>`
}

export const label = (x: number, y: number, text: string, attributes: Attributes = {}): string =>
  element('text', { x, y, fill: 'currentColor', 'text-anchor': 'middle', ...attributes }, escaped(text))

export const line = (x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): string =>
  element('line', { x1, y1, x2, y2, stroke: 'currentColor', ...attributes })

/** A whole picture. `description` says in words what it shows, for those who do not see it. */
export function picture(title: string, description: string, parts: readonly string[]): string {
  const head = element('title', {}, escaped(title)) + element('desc', {}, escaped(description))
  const size = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT }
  const type = { 'font-family': 'ui-sans-serif, system-ui, sans-serif', 'font-size': 12, fill: 'none' }
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', role: 'img', ...size, ...type },
    [head, label(WIDTH / 2, 18, title, { 'font-weight': 600, 'font-size': 13 }), ...parts].join('\n'),
  )
}
