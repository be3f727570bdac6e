import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const locked = z.object({
  hasInstallScript: z.boolean().default(false),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
})
const { packages } = z
  .object({ packages: z.record(z.string(), locked) })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')))

const held = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)))

/** npm leaves the packages of other systems out when the registry it asked did not have them; `npm ci` then refuses. */
test('the lock file holds what every system needs, so that npm ci works on all of them', () => {
  const wanted = Object.values(packages).flatMap((one) => [
    ...Object.keys(one.dependencies),
    ...Object.keys(one.optionalDependencies),
  ])
  expect(wanted.filter((name) => !held.has(name))).toEqual([])
})

test('every package with an install script is approved or refused by name', () => {
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')))
  const scripted = Object.entries(packages).filter(([, one]) => one.hasInstallScript)
  const names = scripted.map(([path]) => path.split('node_modules/').at(-1) ?? path)
  expect(names.filter((name) => !(name in allowScripts) && name !== 'fsevents')).toEqual([])
})
