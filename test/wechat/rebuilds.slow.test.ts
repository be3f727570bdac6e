import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runChild } from './child.ts'
import { openService } from './service.ts'
import { openWechatWorld } from './world.ts'

test('a hundred clients of a puppet server, one after another, leave nothing behind', async () => {
  const service = await openService(openWechatWorld())
  const dir = await mkdtemp(join(tmpdir(), 'gongxiang-rebuilds-'))
  try {
    const { code, out, err } = await runChild(['--expose-gc', 'test/wechat/rebuilds.ts', '10', '100'], {
      WECHAT_ENABLED: 'true',
      WECHAT_DATA_DIR: dir,
      WECHATY_PUPPET_SERVICE_TOKEN: service.token,
      WECHATY_PUPPET_SERVICE_ENDPOINT: service.endpoint,
    })
    expect([code, err]).toEqual([0, ''])
    const [early, late] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(late.listeners).toBe(early.listeners)
    expect(late.resources).toBeLessThanOrEqual(early.resources + 1)
    expect(late.files).toBeLessThanOrEqual(early.files + 2)
    // Ninety wechaties are some 90 MB when they are kept.
    expect(late.heapMb - early.heapMb).toBeLessThan(15)
  } finally {
    await service.close()
    await rm(dir, { recursive: true, force: true })
  }
})
