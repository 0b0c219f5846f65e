/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env extends AttuneEnv {
    MIGRATIONS: import('cloudflare:test').D1Migration[]
  }
  interface GlobalProps {
    mainModule: typeof import('../../edge/index.ts')
  }
}
type AttuneEnv = import('../../edge/env.ts').Env
