import { z } from 'zod'
import { FILLABLE } from './fill.ts'
import { policySchema } from './schema.ts'

/** What a school of a district may leave to it: everything but its own identity. */
const OWN = ['schema', 'version', 'effective_from', 'approved_by']

/**
 * The shape of a policy as JSON Schema, for editors and other systems; `docs/policy.schema.json` is this, written down.
 * What the shipped default fills in, and what is inherited with `extends`, may be missing.
 */
export function policyJsonSchema(): Record<string, unknown> {
  const { required = [], ...schema } = z.toJSONSchema(policySchema, { io: 'input', unrepresentable: 'any' })
  const filled = new Set<string>(FILLABLE)
  return {
    ...schema,
    $id: 'incentive-policy/1',
    title: 'Gongxiang incentive policy',
    if: { required: ['extends'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
    then: { required: OWN },
    else: { required: required.filter((key) => !filled.has(key)) },
  }
}
