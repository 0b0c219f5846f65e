/**
 * The dashboard's screens have addresses of their own, which are no files: a browser that goes to one is given the page,
 * which shows that screen. The platform could do so before the Worker is asked, but would then answer for every address
 * that is written wrongly too, where a client is to be told what is right.
 */
import type { Env } from '../env.ts'

/** Below these the API is, where a browser too is told what there is not. */
const OF_THE_API = ['v1', 'internal']

/** Pages are asked for as such only by who goes to them: scripts, styles and calls are not. */
export function isScreen(request: Request): boolean {
  const [, family = ''] = new URL(request.url).pathname.split('/')
  const asksForPage = request.headers.get('accept')?.includes('text/html') === true
  return request.method === 'GET' && asksForPage && !OF_THE_API.includes(family)
}

/** The dashboard, with the headers that it is served with; null where it is not built. */
export async function dashboardPage({ ASSETS }: Pick<Env, 'ASSETS'>, url: string): Promise<Response | null> {
  const page = await ASSETS.fetch(new URL('/', url))
  if (!page.ok) return null
  // A copy: the headers of what was fetched cannot be added to.
  return new Response(page.body, page)
}
