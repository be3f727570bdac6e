import type { Env } from '#kit/env.ts'
import { openClamd } from '#workers/catalogue/scan/clamd.ts'
import { type Finding, plain } from './finding.ts'

/** The virus scanner, when one is configured: whether it answers, and with which signatures. */
export async function clamdFindings(env: Pick<Env, 'CLAMD_HOST'>): Promise<Finding[]> {
  const name = 'virus scan'
  if (env.CLAMD_HOST === undefined) {
    return [{ name, level: 'ok', found: { zh: '未配置（可选）', en: 'not set (optional)' } }]
  }
  try {
    return [{ name, level: 'ok', found: plain(await openClamd(env.CLAMD_HOST).version()) }]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [
      {
        name,
        level: 'fail',
        found: { zh: `clamd 没有应答（${why}）`, en: `clamd does not answer (${why})` },
        look: {
          zh: '请启动 clamav-daemon，检查 CLAMD_HOST。它不应答时，新文件约等一分钟后转给审核老师。',
          en: 'Start clamav-daemon and check CLAMD_HOST. While it is away new files wait about a minute, then for a reviewer.',
        },
      },
    ]
  }
}
