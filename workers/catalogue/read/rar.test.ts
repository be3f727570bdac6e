import { afterAll, beforeAll, expect, test } from 'vitest'
import { mutate } from '#test/fixtures/mutate.ts'
import { type RarMember, rar, rar4 } from '#test/fixtures/rar.ts'
import { seeded } from '#test/fixtures/seeded.ts'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { WHYS } from './outcome.ts'
import { readFile } from './read-file.ts'

let folder: TempFolder
beforeAll(async () => {
  folder = await tempFolder()
})
afterAll(() => folder.drop())

const read = async (bytes: Buffer) => readFile(await folder.write('blob', bytes), '资料.rar')
async function parts(bytes: Buffer): Promise<unknown[]> {
  const result = await read(bytes)
  return result.ok ? (result.parts ?? []).map(({ name, read: state }) => [name, state]) : [result.why]
}

const PAPER = '一、填空题\n1. 把一个圆平均分成四份，涂色部分是四分之三。\n'
const PLAN = '分数的初步认识 教学设计\n每份是它的二分之一。\n'
/** 试卷 and 教案 in GBK. */
const GBK = { paper: Buffer.from([0xca, 0xd4, 0xbe, 0xed]), plan: Buffer.from([0xbd, 0xcc, 0xb0, 0xb8]) }
const VERSIONS = [
  ['5', rar],
  ['4', rar4],
] as const

for (const [version, pack] of VERSIONS) {
  test(`rar ${version}: members in nested folders under Chinese names are read`, async () => {
    const members: RarMember[] = [
      { name: '单元/', data: '', folder: true },
      { name: '单元/第一课/教案.txt', data: PLAN },
      { name: '单元/试卷.txt', data: PAPER },
    ]
    for (const bytes of [pack(members), pack(members, { solid: true })])
      expect(await parts(bytes)).toEqual([
        ['单元/第一课/教案.txt', 'yes'],
        ['单元/试卷.txt', 'yes'],
      ])
  })

  test(`rar ${version}: a member with a password is named, one with hidden names is only locked`, async () => {
    const locked = [{ name: '答案.txt', data: PAPER, encrypted: true }]
    const some = await read(pack([...locked, { name: '说明.txt', data: PLAN }]))
    expect(some).toMatchObject({ ok: true, flags: ['encrypted_part'], parts: [{ read: 'encrypted' }, { read: 'yes' }] })
    expect(await read(pack(locked))).toMatchObject({ ok: true, flags: ['encrypted'] })
    expect(await read(pack(locked, { hiddenNames: true }))).toMatchObject({ ok: false, why: 'encrypted' })
  })

  test(`rar ${version}: a member whose bytes were damaged is named and not believed, the others are read`, async () => {
    const bytes = pack([
      { name: 'a.txt', data: PAPER },
      { name: 'b.txt', data: PLAN },
    ])
    const at = bytes.indexOf(Buffer.from(PAPER)) + 30
    bytes[at] = (bytes[at] ?? 0) ^ 1
    expect(await parts(bytes)).toEqual([
      ['a.txt', 'corrupt'],
      ['b.txt', 'yes'],
    ])
    const cut = await read(bytes.subarray(0, bytes.length - 40))
    expect(cut).toMatchObject({ ok: true, notes: ['truncated'] })
  })

  test(`rar ${version}: whatever is broken in it, it gets an answer`, async () => {
    const sound = pack([{ name: '教案.txt', data: PLAN }])
    const random = seeded(42)
    for (let run = 0; run < 40; run += 1) {
      const result = await read(mutate(sound, random))
      expect(['ok', ...WHYS]).toContain(result.ok ? 'ok' : result.why)
    }
  })
}

test('rar 4: names in GBK without any sign of it are read, in folders too, and so is what they name', async () => {
  const name = (...pieces: (Buffer | string)[]) => Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
  const bytes = rar4([
    { name: name(GBK.paper, '\\', GBK.plan, '1.txt'), data: PLAN },
    { name: name(GBK.paper, '.txt'), data: PAPER },
    { name: name(GBK.plan, '.txt'), unicode: '教案.txt', data: PLAN.repeat(2) },
  ])
  expect(await parts(bytes)).toEqual([
    ['试卷/教案1.txt', 'yes'],
    ['试卷.txt', 'yes'],
    ['教案.txt', 'yes'],
  ])
})
