/**
 * The addresses of a name, by DNS over HTTPS (RFC 8484's servers speak JSON too): a Worker has no resolver of its own. What
 * is sent afterwards resolves the name once more, elsewhere; a name whose address changes in between is caught only by a
 * network that has no way to private addresses, as Cloudflare's has none.
 */
import { z } from 'zod'

const TYPES = { A: 1, AAAA: 28 } as const
const WITHIN_MS = 5_000

const answer = z.object({ Answer: z.array(z.object({ type: z.number(), data: z.string() })).default([]) })

/** Empty where there are none. @throws where it cannot be found out */
export async function addressesOf(resolver: string, name: string): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(TYPES).map(async ([type, number]) => {
      const url = `${resolver}?${new URLSearchParams({ name, type })}`
      const response = await fetch(url, {
        headers: { accept: 'application/dns-json' },
        signal: AbortSignal.timeout(WITHIN_MS),
      })
      if (!response.ok) {
        await response.body?.cancel()
        throw new Error(`the resolver answers ${response.status}`)
      }
      // On the way to an address there may be other names.
      return answer.parse(await response.json()).Answer.filter((one) => one.type === number)
    }),
  )
  return found.flat().map(({ data }) => data)
}
