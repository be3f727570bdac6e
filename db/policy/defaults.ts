import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { parsePolicy } from './parse.ts'
import type { Policy } from './schema.ts'

let parsed: Policy | undefined

/** The YAML that ships with the project, for the first version of a school. */
export function defaultPolicyText(): string {
  return readFileSync(new URL('./policy.default.yaml', import.meta.url), 'utf8')
}

let raw: unknown

/** The shipped default as written, read once: what a version may leave out is filled in from it. */
export function defaultPolicyData(): unknown {
  raw ??= parseDocument(defaultPolicyText()).toJS()
  return raw
}

/** The shipped default, parsed once. What a school without any published version follows. */
export function defaultPolicy(): Policy {
  parsed ??= parsePolicy(defaultPolicyText())
  return parsed
}

/**
 * The default for the practice school: points must flow at once, although every account there is minutes old, so
 * `account_min_age_days` is 0 and downloads do not wait for the night. A real school keeps the default's 7 days.
 */
export function practicePolicyText(): string {
  const document = parseDocument(defaultPolicyText())
  document.setIn(['rules', 'download.counted', 'account_min_age_days'], 0)
  document.setIn(['rules', 'download.counted', 'settle'], 'at_once')
  return document.toString({ lineWidth: 0 })
}
