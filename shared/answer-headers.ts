/** What every answer's headers say, of edge and worker alike: it is kept nowhere, and is what it says it is. */
export function setAnswerHeaders(headers: Headers): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  headers.set('x-content-type-options', 'nosniff')
}
