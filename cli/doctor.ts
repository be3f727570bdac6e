import { say } from '#kit/lang.ts'
import { clamdFindings } from './doctor/clamd.ts'
import { databaseFindings } from './doctor/database.ts'
import { feishuFindings } from './doctor/feishu.ts'
import type { Finding } from './doctor/finding.ts'
import { machineFindings } from './doctor/machine.ts'
import { portFinding } from './doctor/port.ts'
import { redisFindings } from './doctor/redis.ts'
import { wechatFindings } from './doctor/wechat.ts'
import type { Io } from './io.ts'

const MARK = { ok: 'OK  ', warn: 'WARN', fail: 'FAIL' } as const

/** `doctor`: looks at everything that must be right, says where to look. Exit code 1 when something FAILs. */
export async function doctor(io: Io, options: { json?: boolean }): Promise<void> {
  const findings: Finding[] = [
    ...(await machineFindings(io.env)),
    ...(await databaseFindings(io)),
    ...(await redisFindings(io.env)),
    ...(await clamdFindings(io.env)),
    ...(await feishuFindings(io.env)),
    ...(await wechatFindings(io.env)),
    await portFinding(io.env),
  ]
  const failed = findings.filter((one) => one.level === 'fail').length
  const warned = findings.filter((one) => one.level === 'warn').length
  if (failed > 0) process.exitCode = 1
  if (options.json) {
    const lang = io.env.LOCALE
    return io.json({
      ok: failed === 0,
      findings: findings.map(({ name, level, found, look }) => ({
        name,
        level,
        found: say(lang, found),
        ...(look && { look: say(lang, look) }),
      })),
    })
  }
  for (const { name, level, found, look } of findings) {
    io.print(`${MARK[level]}  ${name.padEnd(12)} ${say(io.env.LOCALE, found)}`)
    if (look && level !== 'ok') io.print(`      ${' '.repeat(12)} → ${say(io.env.LOCALE, look)}`)
  }
  io.say(
    failed + warned === 0
      ? { zh: '一切正常。', en: 'Everything is fine.' }
      : { zh: `${failed} 项不通过，${warned} 项需留意。`, en: `${failed} failed, ${warned} to keep an eye on.` },
  )
}
