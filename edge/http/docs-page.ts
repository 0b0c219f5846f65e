/** The OpenAPI document as one page of plain HTML: no script, nothing loaded from elsewhere. */
import type { Content, OpenApiDocument, Operation, Parameter, Schema } from './openapi/document-types.ts'

export function renderDocs({ info, paths, components }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? 'Other')
  const schemas = Object.entries(components?.schemas ?? {})
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(info.title)} API</title><style>${STYLE}</style>
<main><h1>${text(info.title)} API</h1><p>${prose(info.description)}</p>
<p><a href="/openapi.json">OpenAPI document</a></p>
<nav>${[...groups.keys()].map((tag) => `<a href="#${text(tag)}">${text(tag)}</a>`).join(' ')} <a href="#schemas">Schemas</a></nav>
${[...groups].map(([tag, list]) => `<h2 id="${text(tag)}">${text(tag)}</h2>${list.map(renderOperation).join('')}`).join('')}
<h2 id="schemas">Schemas</h2>${schemas.map(([name, schema]) => renderSchema(name, schema)).join('')}
</main></html>`
}

function renderOperation({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const scope = operation.security?.flatMap((one) => Object.values(one).flat()).join(', ')
  const parameters = operation.parameters ?? []
  return `<details><summary><b class="${text(method)}">${text(method.toUpperCase())}</b> <code>${text(path)}</code>
<span>${text(operation.summary ?? '')}</span>${scope ? `<i>${text(scope)}</i>` : ''}</summary>
${operation.description ? `<p>${prose(operation.description)}</p>` : ''}
${parameters.length ? `<table>${parameters.map(renderParameter).join('')}</table>` : ''}
${operation.requestBody ? `<h4>Body</h4>${renderContent(operation.requestBody.content)}` : ''}
<h4>Answers</h4><table>${Object.entries(operation.responses).map(renderResponse).join('')}</table></details>`
}

const renderParameter = ({ name, in: place, required, description, schema }: Parameter) =>
  `<tr><td><code>${text(name)}</code>${required ? '' : '?'}<td>${text(place)}<td>${typeOf(schema)}<td>${prose(description)}`

const renderResponse = ([status, { description, content }]: [string, Operation['responses'][string]]) =>
  `<tr><td>${text(status)}<td>${prose(description)}<td>${content ? renderContent(content) : ''}`

const renderContent = (content: Content) =>
  Object.entries(content)
    .map(([type, { schema, example }]) => {
      const shown = example === undefined ? '' : `<pre>${text(JSON.stringify(example, null, 2))}</pre>`
      return `<div><small>${text(type)}</small> ${typeOf(schema)}</div>${shown}`
    })
    .join('')

function renderSchema(name: string, schema: Schema): string {
  const required = new Set(schema.required)
  const rows = Object.entries(schema.properties ?? {}).map(
    ([key, value]) =>
      `<tr><td><code>${text(key)}</code>${required.has(key) ? '' : '?'}<td>${typeOf(value)}<td>${prose(value.description)}`,
  )
  return `<h3 id="schema-${text(name)}">${text(name)}</h3><p>${prose(schema.description)}</p>
${rows.length ? `<table>${rows.join('')}</table>` : `<p>${typeOf(schema)}</p>`}`
}

/** A schema in a line, as one would say it. */
function typeOf(schema: Schema | undefined): string {
  if (!schema) return ''
  if (schema.$ref) {
    const name = text(schema.$ref.split('/').at(-1)!)
    return `<a href="#schema-${name}">${name}</a>`
  }
  const some = schema.anyOf ?? schema.oneOf
  if (some) return some.map(typeOf).join(' or ')
  if (schema.allOf) return schema.allOf.map(typeOf).join(' and ')
  if (schema.const !== undefined) return value(schema.const)
  if (schema.enum) return schema.enum.map(value).join(' | ')
  if (schema.items) return `list of ${typeOf(schema.items)}`
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([key, field]) => `${text(key)}: ${typeOf(field)}`)
    return `{${fields.join(', ')}}`
  }
  if (typeof schema.additionalProperties === 'object') return `map of ${typeOf(schema.additionalProperties)}`
  const low = schema.minimum ?? schema.exclusiveMinimum
  const high = schema.maximum ?? schema.exclusiveMaximum
  const range = low !== undefined || high !== undefined ? ` ${low ?? ''}…${high ?? ''}` : ''
  const fallback = schema.default === undefined ? '' : ` = ${value(schema.default)}`
  return text([schema.type ?? 'any'].flat().join(' or ')) + text(range) + fallback
}

const value = (json: unknown) => `<code>${text(JSON.stringify(json) ?? '')}</code>`

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const text = (raw: string) => raw.replace(/[&<>"']/g, (character) => ESCAPES[character]!)
/** Backquotes become code. */
const prose = (raw = '') => text(raw).replace(/`([^`]+)`/g, '<code>$1</code>')

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
main { max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
nav { display: flex; flex-wrap: wrap; gap: 1rem }
details { border: 1px solid #8884; border-radius: 6px; margin: .5rem 0; padding: .5rem .8rem }
summary { cursor: pointer } summary b { display: inline-block; width: 4.5rem } summary span { opacity: .75; margin-left: .6rem }
summary i { float: right; font-size: .85em; opacity: .7 }
.get { color: #2a7ae2 } .post { color: #1a8a4a } .put, .patch { color: #b36b00 } .delete { color: #c0392b }
table { border-collapse: collapse; width: 100% } td { border-top: 1px solid #8883; padding: .25rem .5rem; vertical-align: top }
code, pre { font: .92em ui-monospace, monospace } pre { background: #8882; border-radius: 6px; padding: .6rem; overflow-x: auto }
`
