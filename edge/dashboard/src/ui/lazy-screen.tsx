/**
 * A screen whose code is loaded when it is gone to, or about to be. The router's own such component loads the whole page
 * anew where the code does not arrive, which on a lost connection leaves nothing on show; this one says so instead.
 */
import type { AsyncRouteComponent } from '@tanstack/react-router'
import { type ComponentType, use } from 'react'
import { connection } from '../shell/connection.ts'

export function lazyScreen<Name extends string>(
  load: () => Promise<{ [Key in Name]: ComponentType }>,
  name: Name,
): AsyncRouteComponent<object> {
  let loading: Promise<ComponentType> | null = null
  /** Once it is there, it is shown without waiting: the heading can have the focus at once. */
  let Screen: ComponentType | null = null
  function start(): Promise<ComponentType> {
    loading ??= load().then((module) => {
      Screen = module[name]
      return Screen
    })
    return loading
  }
  const preload = () =>
    start().then(
      () => {},
      // The screen says so where it is shown.
      () => connection.check(),
    )
  function LazyScreen() {
    const Loaded = Screen ?? use(start())
    return <Loaded />
  }
  return Object.assign(LazyScreen, { preload })
}
