/** Builds the dashboard into `dist/`, which the edge serves as static assets at `/`. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm start` listens; only `vite dev` asks it. */
const EDGE = 'http://127.0.0.1:8787'

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // A strict Content-Security-Policy serves this page: no script, style or font may end up as a data: URL. (Images may:
  // pictures are drawn in the page, and an image runs nothing.)
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0 },
  server: { proxy: { '/v1': EDGE, '/health': EDGE } },
})
