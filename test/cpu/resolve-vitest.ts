/**
 * With `node --import`, for suites that run on an emulated CPU: who imports vitest gets plain-vitest.ts, which gets the real
 * one; and koffi is the one built for that CPU, if it is another kind than this machine's.
 */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const PLAIN = new URL('./plain-vitest.ts', import.meta.url).href
const { KOFFI_FOR_CPU } = process.env

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vitest' && context.parentURL !== PLAIN) return { url: PLAIN, shortCircuit: true }
    if (specifier === 'koffi' && KOFFI_FOR_CPU) return { url: pathToFileURL(KOFFI_FOR_CPU).href, shortCircuit: true }
    return next(specifier, context)
  },
})
