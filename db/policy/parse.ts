import { parseDocument } from 'yaml'
import { z } from 'zod'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import { policyProblems } from './checks.ts'
import { type Policy, policySchema } from './schema.ts'

const zhMessage = z.locales.zhCN().localeError
const enMessage = z.locales.en().localeError

/**
 * A policy from its YAML. Throws UserFacingError `policy_invalid`, whose sentence lists every problem at once, in both
 * languages: wrong YAML, wrong shape, or numbers that do not fit together.
 */
export function parsePolicy(yamlText: string): Policy {
  const document = parseDocument(yamlText)
  if (document.errors.length > 0) {
    throw invalid(
      document.errors.map((error) => {
        const line = error.linePos?.[0].line ?? 1
        return { zh: `第 ${line} 行不是正确的 YAML`, en: `line ${line} is not valid YAML (${error.code})` }
      }),
    )
  }
  const data: unknown = document.toJS()
  const parsed = policySchema.safeParse(data, { error: enMessage })
  if (!parsed.success) {
    const zh = policySchema.safeParse(data, { error: zhMessage }).error?.issues ?? []
    throw invalid(
      parsed.error.issues.map((issue, index) => {
        const where = issue.path.join('.') || 'policy'
        return { zh: `${where}：${zh[index]?.message ?? issue.message}`, en: `${where}: ${issue.message}` }
      }),
    )
  }
  const problems = policyProblems(parsed.data)
  if (problems.length > 0) throw invalid(problems)
  return parsed.data
}

/** The error that refuses a policy; also used by `publish.ts` for what only the school's rows can tell. */
export function invalid(problems: readonly Text[]): UserFacingError {
  return new UserFacingError('policy_invalid', {
    zh: `积分规则没有发布，有 ${problems.length} 处需要修改：${problems.map((problem) => problem.zh).join('；')}。`,
    en: `The policy was not published; ${problems.length} thing(s) to change: ${problems.map((problem) => problem.en).join('; ')}.`,
  })
}
