import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, test } from 'vitest'

/** The browser that the page tests drive: `CHROMIUM`, or where Debian and Ubuntu put it. */
export const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium'

/**
 * A group of tests in a real browser. Where there is none the group says so and is skipped; with FORBID_SKIPS=1, as in
 * CI, that is a failure.
 */
export function describeInChromium(name: string, body: (browser: () => Browser) => void): void {
  if (!existsSync(CHROMIUM)) {
    const why = `${name}: no browser at ${CHROMIUM}; set CHROMIUM to run this`
    if (process.env.FORBID_SKIPS === '1') {
      test(name, () => {
        throw new Error(why)
      })
    } else describe.skip(why, () => body(() => missing(why)))
    return
  }
  describe(name, () => {
    let browser: Browser | undefined
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    })
    afterAll(() => browser?.close())
    body(() => browser ?? missing('the browser has not started'))
  })
}

function missing(why: string): never {
  throw new Error(why)
}
