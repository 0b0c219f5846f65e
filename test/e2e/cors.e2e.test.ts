/** The API out of a web page elsewhere, in a real browser: let in by its project, and by nobody else's. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { newProject } from './project.ts'

const page = createServer((_request, response) => response.end('<!doctype html><title>A page</title>'))
let browser: Browser
let address: string
beforeAll(async () => {
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(page.address() as AddressInfo).port}`
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await new Promise((resolve) => page.close(resolve))
})

it('answers and streams for pages of origins that its project names', async () => {
  const { url } = inject('pair')
  const project = await newProject()
  await using opened = await openPage(browser, address)
  const chat = (stream: boolean) =>
    opened.page.evaluate(
      async ([url, key, body]) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-stainless-os': 'any' }
        try {
          const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })
          return { text: await response.text(), id: response.headers.get('x-attune-generation') }
        } catch (problem) {
          return { text: String(problem), id: null }
        }
      },
      [url, project.key, JSON.stringify({ ...project.request({ max_tokens: 4 }), stream })] as const,
    )
  expect(await chat(false)).toEqual({ text: expect.stringContaining('Failed to fetch'), id: null })
  expect((await project.ask('PATCH', '/v1/project', { origins: [address] })).status).toBe(200)
  const whole = await chat(false)
  expect(JSON.parse(whole.text).id).toBe(whole.id)
  expect((await chat(true)).text).toContain('data: [DONE]')
})
