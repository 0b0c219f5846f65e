/**
 * A drawing that is SVG text, as an image: so no script, link or request that might be in it can come to life. In an
 * image `currentColor` is nobody's, so it is given the page's ink, light or dark.
 */
const INK = '<style>svg{color:#1c2326}@media(prefers-color-scheme:dark){svg{color:#e9ebe8}}</style>'

export const Picture = ({ svg, alt }: { svg: string; alt: string }) => (
  <img className="picture" src={dataUrl(svg)} alt={alt} />
)

const dataUrl = (svg: string) => `data:image/svg+xml,${encodeURIComponent(svg.replace(/^<svg[^>]*>/, `$&${INK}`))}`
