/** Where a model can be edited: a hook is a site of a layer. */

/** The residual stream after a block; what its attention, and what its MLP, adds to the stream. */
export const SITES = ['residual', 'attention', 'mlp'] as const
export type Site = (typeof SITES)[number]

/** 'residual.20' */
export type Hook = `${Site}.${number}`

export const hookAt = (site: Site, layer: number): Hook => `${site}.${layer}`

/** The other way round. */
export function siteAndLayer(hook: Hook): [site: Site, layer: number] {
  const [site, layer] = hook.split('.') as [Site, string]
  return [site, Number(layer)]
}
