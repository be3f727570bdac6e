import { expect, test } from 'vitest'
import { check } from './check.ts'
import type { Draft, StageContext } from './draft.ts'

/** Who is asked about by role needs no database. */
async function refused(fileName: string, draft: Draft): Promise<string | undefined> {
  const upload = { school_id: 's', member_id: 1, file_name: fileName, role: 'teacher' }
  const done = await check.run(draft, { upload } as unknown as StageContext)
  return 'stop' in done && 'refused' in done.stop ? done.stop.refused.code : undefined
}

const UNKNOWN: Draft = { format: 'unknown', family: 'other', text: '' }
const TORN: Draft = { format: 'zip', family: 'archive', text: '', unread: 'corrupt' }

test('one volume of a split package is refused as what it is', async () => {
  for (const name of ['课件.zip.002', '课件.7z.003', '课件.z01', '课件.r00', '课件.part2.rar', '课件．ZIP．００２ '])
    expect(await refused(name, UNKNOWN)).toBe('file_volume')
  for (const name of ['课件.zip.001', '课件.part1.rar']) expect(await refused(name, TORN)).toBe('file_volume')
})

test('a first volume that opens, a torn package and unknown bytes under another name are what they were', async () => {
  expect(await refused('课件.zip.001', { format: 'zip', family: 'archive', text: '第一课 教案' })).toBeUndefined()
  expect(await refused('课件.zip', TORN)).toBe('file_corrupt')
  expect(await refused('课件.dat', UNKNOWN)).toBeUndefined()
})
