import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gongxiang, gongxiangStays } from '#test/command-line.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { clamd } from '#test/fixtures/clamd.ts'
import { until } from '#test/school.ts'

let dir: string
let folder: string
let env: Record<string, string>
let database: TestDatabase

beforeEach(async () => {
  database = await freshDatabase()
  dir = await mkdtemp(join(tmpdir(), 'gongxiang-import-'))
  folder = join(dir, '教学资料')
  env = { DATA_DIR: join(dir, 'data'), DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'error' }
  await mkdir(join(folder, '三年级/数学'), { recursive: true })
})
afterEach(async () => {
  await database.drop()
  await rm(dir, { recursive: true, force: true })
})

async function fill(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await writeFile(join(folder, `三年级/数学/第${n}课.txt`), `第 ${n} 课的教案`)
}

async function imported(...more: string[]) {
  const { code, stdout, stderr } = await gongxiang(['import', folder, '--json', ...more], env)
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

const resources = async () =>
  (await database.db.selectFrom('resource').select(['file_name', 'member_id', 'visibility']).execute()).sort((a, b) =>
    a.file_name < b.file_name ? -1 : 1,
  )
const doneSoFar = async () => (await database.db.selectFrom('import_file').select('path').execute()).length

test('a folder comes in for the owner that is named, with a report of each file that no program runs', async () => {
  await fill(3)
  await writeFile(join(folder, '=cmd.txt'), '名字像公式')
  await writeFile(join(folder, '~$教案.docx'), 'x')
  const report = join(dir, '明细.csv')
  const said = await imported('--owner', '王老师', '--visibility', 'private', '--report', report)
  expect(said).toMatchObject({ new: 4, same: 0, refused: 0, skipped: 1, before: 0, left: 0 })
  expect(said.reasons).toMatchObject([{ outcome: 'skipped', code: 'temporary', count: 1 }])
  const { id } = await database.db
    .selectFrom('member')
    .select('id')
    .where('name', '=', '王老师')
    .executeTakeFirstOrThrow()
  for (const one of await resources()) expect(one).toMatchObject({ member_id: id, visibility: 'private' })
  const text = await readFile(report, 'utf8')
  expect(text.startsWith('\ufeff文件,结果,编号,原因,标题')).toBe(true)
  expect(text).toMatch(/^'=cmd\.txt,新增,\d+,/m)
  expect(text).toMatch(/^~\$教案\.docx,跳过,,临时文件/m)
})

test('an owner whom nobody knows, or a place that is not there, is told before anything is done', async () => {
  await fill(1)
  const nobody = await gongxiang(['import', folder, '--owner', '查无此人'], env)
  expect({ code: nobody.code, said: nobody.stderr.includes('找不到导入资源的归属人') }).toEqual({ code: 1, said: true })
  const nowhere = await gongxiang(['import', join(dir, '没有')], env)
  expect({ code: nowhere.code, said: nowhere.stderr.includes('读不到文件') }).toEqual({ code: 1, said: true })
  const everybody = await gongxiang(['import', folder, '--visibility', 'department'], env)
  expect(everybody.stderr).toContain('不属于任何教研组')
  expect(await resources()).toEqual([])
})

test('after a kill the next run goes on, and every file is there once', async () => {
  await fill(120)
  const killed = gongxiangStays(['import', folder], env)
  await until(async () => (await doneSoFar()) >= 5, 'no file was imported')
  killed.child.kill('SIGKILL')
  await killed.end
  const before = await doneSoFar()
  expect(before).toBeLessThan(120)
  const said = await imported()
  expect(said.new + said.before).toBe(120)
  expect(said.before).toBeGreaterThanOrEqual(5)
  expect(await resources()).toHaveLength(120)
})

test('the report of a run that goes on says of the files of the run before what they are, too', async () => {
  await fill(1)
  await writeFile(join(folder, '三年级数学上册《倍的认识》教案.txt'), '教学目标 教学重点 教学过程 倍的认识')
  await imported()
  const report = join(dir, '明细.csv')
  await writeFile(join(folder, '三年级/数学/又一份.txt'), '教学目标 教学重点 教学过程 倍的认识')
  expect(await imported('--report', report)).toMatchObject({ before: 2, same: 1 })
  const again = join(dir, '再次.csv')
  expect(await imported('--report', again)).toMatchObject({ before: 3, new: 0 })
  const text = await readFile(again, 'utf8')
  expect(text).toMatch(
    /^三年级数学上册《倍的认识》教案\.txt,新增,\d+,上次已处理,三年级数学上册《倍的认识》教案,数学,三年级,上册,教案/m,
  )
  expect(text).toMatch(/又一份\.txt,重复,\d+,上次已处理：和已有资源是同一个文件,/)
})

test('Ctrl-C ends what is under way and says how to go on', async () => {
  await fill(200)
  const told = gongxiangStays(['import', folder], env)
  await until(async () => (await doneSoFar()) >= 3, 'no file was imported')
  told.child.kill('SIGINT')
  const { code, stderr } = await told.end
  expect(stderr).toContain('再次运行同一条命令即可从这里继续')
  expect(code).toBe(130)
  const before = (await resources()).length
  expect(before).toBe(await doneSoFar())
  expect(await imported()).toMatchObject({ before, new: 200 - before })
})

test('recatalogue finds nothing older after an import, and makes anew what is', async () => {
  await fill(3)
  await imported()
  const again = async (...more: string[]) =>
    JSON.parse((await gongxiang(['recatalogue', '--json', ...more], env)).stdout.trim())
  expect(await again()).toMatchObject({ older: 0 })
  await database.db.updateTable('resource').set({ made_with: '{}', title: '旧' }).execute()
  expect(await again('--dry-run')).toEqual({ older: 3, dry_run: true })
  expect(await again('--since', '2020-01-01')).toMatchObject({ older: 3, changed: 3, failed: 0 })
  expect(await again()).toMatchObject({ older: 0 })
  expect(await again('--all')).toMatchObject({ older: 3, same: 3, failed: 0 })
  const wrong = await gongxiang(['recatalogue', '--stage', 'nonsense'], env)
  expect({ code: wrong.code, said: wrong.stderr.includes('没有 nonsense 这一步') }).toEqual({ code: 1, said: true })
})

test('an imported folder is shown to ClamAV where one is configured; nothing comes in unseen', async () => {
  await fill(2)
  await writeFile(join(folder, '课件.txt'), '这里面有 BAD BYTES 的内容')
  const scanner = await clamd((bytes) => (bytes.includes('BAD BYTES') ? 'stream: Test.Virus-1 FOUND' : 'stream: OK'))
  env.CLAMD_HOST = scanner.address
  const said = await imported()
  await scanner.close()
  expect(said).toMatchObject({ new: 2, refused: 1 })
  expect(scanner.received.length).toBe(3)
  // One that is away lets nothing in but for a reviewer.
  await writeFile(join(folder, '后来的.txt'), '后来才放进来的一份资料')
  expect(await imported()).toMatchObject({ new: 1, reasons: [{ code: 'unscanned', count: 1 }] })
})
