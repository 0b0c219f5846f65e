/** Miniflare as it is used here: it says nothing of itself, asks the network for nothing, and leaves signals alone. */
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'

type Options = Parameters<typeof convertV4MiniflareOptions>[0]

export const newMiniflare = (options: Options): Miniflare =>
  withoutSignals(
    () =>
      new Miniflare(
        convertV4MiniflareOptions({
          ...options,
          cf: false,
          telemetry: { enabled: false },
          log: new Log(LogLevel.ERROR),
        }),
      ),
  )

/** Miniflare would end this process on a signal, at once; when and how it ends is for who runs it to say. */
function withoutSignals<Result>(make: () => Result): Result {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const before = signals.map((signal) => process.listeners(signal))
  const made = make()
  for (const [index, signal] of signals.entries()) {
    for (const added of process.listeners(signal)) if (!before[index].includes(added)) process.off(signal, added)
  }
  return made
}
