/** A list of any length, of which only the rows in sight are made. It scrolls with the page. */
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

type Props<Item> = {
  label: string
  items: readonly Item[]
  /** About how high a row is; each is measured once it is seen. */
  rowPixels: number
  keyOf: (item: Item) => string
  /** The last row came into sight. */
  onEnd?: () => void
  children: (item: Item) => ReactNode
}

export function VirtualList<Item>({ label, items, rowPixels, keyOf, onEnd, children }: Props<Item>) {
  const list = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [])
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowPixels,
    getItemKey: (i) => keyOf(items[i]!),
    overscan: 8,
    scrollMargin: top,
  })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? -1
  useLayoutEffect(() => {
    if (items.length > 0 && last >= items.length - 1) onEnd?.()
  }, [last, items.length, onEnd])
  return (
    <ul ref={list} className="virtual-list card" aria-label={label} style={{ height: rows.getTotalSize() }}>
      {shown.map(({ index, key, start }) => (
        <li
          key={key}
          ref={rows.measureElement}
          data-index={index}
          aria-setsize={items.length}
          aria-posinset={index + 1}
          style={{ transform: `translateY(${start - top}px)` }}
        >
          {children(items[index]!)}
        </li>
      ))}
    </ul>
  )
}
