/** A list, page after page. */
type Page = { data: unknown[]; has_more: boolean }

/** What `after` takes of the last item, where it is not its id. */
const CURSORS: Record<string, string> = { profile: 'user', direction: 'version' }

/** @param read a page, after that cursor */
export async function* items(read: (after: string | undefined) => Promise<Page>): AsyncGenerator<unknown> {
  let after: string | undefined
  for (;;) {
    const { data, has_more } = await read(after)
    yield* data
    const last = data.at(-1) as Record<string, unknown> | undefined
    if (!has_more || !last) return
    after = String(last[CURSORS[String(last.object)] ?? 'id'])
  }
}
