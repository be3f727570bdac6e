import { type Document, isNode, parseDocument, type YAMLError } from 'yaml'
import { z } from 'zod'
import { UserFacingError } from '#kit/errors.ts'
import type { Text } from '#kit/lang.ts'
import type { Reader } from '../schema.ts'
import { policyProblems } from './checks.ts'
import { defaultPolicyData } from './defaults.ts'
import { type DistrictVersion, listDistrictPolicies } from './districts.ts'
import { findBase, inherited } from './extends.ts'
import { filled } from './fill.ts'
import { issueText } from './issues.ts'
import type { Problem } from './problem.ts'
import { type Policy, policySchema } from './schema.ts'

/**
 * A policy from its YAML; over the district's `base` (YAML too) when it extends one. Throws UserFacingError
 * `policy_invalid`, whose sentence lists every problem at once, in both languages: wrong YAML, wrong shape, keys that only
 * the district decides, or numbers that do not fit together.
 */
export function parsePolicy(yamlText: string, base?: string): Policy {
  const { policy, problems } = readPolicy(yamlText, base)
  if (!policy || problems.length > 0) throw invalid(problems)
  return policy
}

/** The same for a school, whose district's version is looked up. */
export async function loadPolicy(db: Reader, yamlText: string): Promise<Policy> {
  const { policy, problems } = await readFor(db, yamlText)
  if (!policy || problems.length > 0) throw invalid(problems)
  return policy
}

/** What is in a file, and everything that is wrong with it; `policy` is there when its shape is right. */
export async function readFor(db: Reader, yamlText: string): Promise<PolicyRead> {
  const named = baseOf(yamlText)
  if (!named) return readPolicy(yamlText)
  const base = await findBase(db, named.name, named.at)
  if (base) return readPolicy(yamlText, base.source)
  return { policy: undefined, problems: [noBase(named.name, await listDistrictPolicies(db))] }
}

function noBase(name: string, known: readonly DistrictVersion[]): Text {
  const of = known.filter((one) => one.district === name.split('@')[0])
  const listed = (of.length > 0 ? of : known).slice(0, 5)
  const from = (one: DistrictVersion) => one.effectiveFrom.toISOString().slice(0, 10)
  return listed.length === 0
    ? {
        zh: `extends：没有找到区级规则 ${name}，请先发布它（gongxiang policy publish --district）`,
        en: `extends: there is no district policy ${name}; publish it first (gongxiang policy publish --district)`,
      }
    : {
        zh: `extends：没有找到区级规则 ${name}，现有：${listed.map((one) => `${one.name}（${from(one)} 起）`).join('、')}`,
        en: `extends: there is no district policy ${name}; there are: ${listed.map((one) => `${one.name} (from ${from(one)})`).join(', ')}`,
      }
}

export type PolicyRead = { policy: Policy | undefined; problems: Text[] }

/** Pure; see `readFor`. */
export function readPolicy(yamlText: string, base?: string): PolicyRead {
  const document = parseDocument(yamlText)
  if (document.errors.length > 0) {
    return {
      policy: undefined,
      problems: [notYaml(document.errors[0])],
    }
  }
  const own: unknown = document.toJS()
  if (typeof own !== 'object' || own === null || Array.isArray(own))
    return { policy: undefined, problems: [notYaml(undefined)] }
  const defaults = defaultPolicyData()
  const over = base === undefined ? undefined : inherited(own, filled(parseDocument(base).toJS(), defaults))
  const data = filled(over?.data ?? own, defaults)
  const forbidden = (over?.problems ?? []).map((problem) => placed(problem, document, yamlText))
  const parsed = policySchema.safeParse(data)
  const lone = base === undefined ? loneProblems(own) : []
  if (!parsed.success) {
    // Without its district's version, what it leaves out is not missing.
    if (lone.length > 0) return { policy: undefined, problems: lone }
    const wrong = parsed.error.issues.map((issue) => issueText(issue, data, lineOf(document, yamlText, placeOf(issue))))
    return { policy: undefined, problems: [...forbidden, ...wrong] }
  }
  const unsound = policyProblems(parsed.data).map((problem) => placed(problem, document, yamlText))
  return { policy: parsed.data, problems: [...forbidden, ...lone, ...unsound] }
}

function loneProblems(own: object): Text[] {
  if (!('extends' in own) || typeof own.extends !== 'string') return []
  return [
    {
      zh: `extends：这份规则建立在 ${own.extends} 之上，请用 --school 指明学校再检查`,
      en: `extends: this version builds on ${own.extends}; name the school with --school to check it`,
    },
  ]
}

/** An unknown name has a place of its own; everything else is wrong where it is found. */
function placeOf(issue: z.core.$ZodIssue): PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path
}

/** Where a value, or the nearest thing around it, stands in the file itself; undefined for what it left out. */
function lineOf(document: Document.Parsed, text: string, path: readonly PropertyKey[]): number | undefined {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return text.slice(0, node.range[0]).split('\n').length
  }
  return undefined
}

/** With the lines of the file in front, where it says what is wrong; what it left out has none. */
export function withLines(problems: readonly Problem[], yamlText: string): Text[] {
  const document = parseDocument(yamlText)
  return problems.map((problem) => placed(problem, document, yamlText))
}

function placed({ zh, en, at }: Problem, document: Document.Parsed, text: string): Text {
  const line = at && lineOf(document, text, at)
  return line === undefined ? { zh, en } : { zh: `第 ${line} 行 ${zh}`, en: `line ${line}, ${en}` }
}

/** The first thing that can not be read; what is wrong after it follows from it. */
function notYaml(error: YAMLError | undefined): Text {
  const line = error?.linePos?.[0].line ?? 1
  if (error?.code === 'DUPLICATE_KEY') {
    return {
      zh: `第 ${line} 行：同一个名称写了两次，请只留一处`,
      en: `line ${line}: a name stands here for the second time; keep one of them`,
    }
  }
  if (error?.code === 'TAB_AS_INDENT') {
    return {
      zh: `第 ${line} 行看不懂：缩进要用空格，不能用制表符（Tab）`,
      en: `line ${line} can not be read: indent with spaces, not with a tab`,
    }
  }
  return {
    zh: `第 ${line} 行看不懂：规则是 YAML 文件，每行写成“名称: 值”，请检查冒号和缩进`,
    en: `line ${line} can not be read: a policy is a YAML file, each line “name: value”; look at its colons and indentation`,
  }
}

/** What a file says it builds on, and the instant at which the district's version must be in force. */
function baseOf(yamlText: string): { name: string; at: Date } | undefined {
  const document = parseDocument(yamlText)
  if (document.errors.length > 0) return undefined
  const head = z.object({ extends: z.string(), effective_from: z.string() }).safeParse(document.toJS())
  if (!head.success) return undefined
  const at = new Date(head.data.effective_from)
  return Number.isNaN(at.getTime()) ? undefined : { name: head.data.extends, at }
}

/** The error that refuses a policy; also used by `publish.ts` for what only the school's rows can tell. */
export function invalid(problems: readonly Text[]): UserFacingError {
  return new UserFacingError('policy_invalid', {
    zh: `规则文件有 ${problems.length} 处需要修改：${problems.map((problem) => problem.zh).join('；')}。`,
    en: `The file of rules has ${problems.length} thing(s) to change: ${problems.map((problem) => problem.en).join('; ')}.`,
  })
}
