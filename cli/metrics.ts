/** A worker's counters and gauges, as its /metrics tells them. */

/** Sums over all labels by name; a name that is not there is an error. @throws Error if the worker does not answer. */
export async function workerMetrics(
  workerUrl: string,
  token = process.env.ATTUNE_METRICS_TOKEN,
): Promise<(name: string) => number> {
  const response = await fetch(`${workerUrl}/metrics`, { headers: token ? { authorization: `Bearer ${token}` } : {} })
  if (!response.ok) throw new Error(`the worker's /metrics answered ${response.status}`)
  const values = parseMetrics(await response.text())
  return (name) => {
    const value = values.get(name)
    if (value === undefined) throw new Error(`the worker has no metric ${name}`)
    return value
  }
}

/** Prometheus' text format: `name{labels} value`. */
export function parseMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^([a-zA-Z_:][\w:]*)(?:\{.*\})? (\S+)$/.exec(line) ?? []
    if (name) values.set(name, (values.get(name) ?? 0) + Number(value))
  }
  return values
}
