import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TempFolder, tempFolder } from '#test/fixtures/temp.ts'
import { walkFolder } from './walk.ts'

let temp: TempFolder
beforeEach(async () => {
  temp = await tempFolder()
})
afterEach(() => temp.drop())

async function put(relative: string): Promise<void> {
  await mkdir(join(temp.path, relative, '..'), { recursive: true })
  await writeFile(join(temp.path, relative), 'x')
}

const reasons = async () =>
  Object.fromEntries((await walkFolder(temp.path)).leftOut.map(({ relative, why }) => [relative, why.code]))

test('files come sorted, with their folders', async () => {
  for (const name of ['乙/2.txt', '乙/10.txt', '甲.txt', '乙/丙/课件.pptx']) await put(name)
  const { files } = await walkFolder(temp.path)
  expect(files.map((file) => file.relative)).toEqual(['乙/10.txt', '乙/2.txt', '乙/丙/课件.pptx', '甲.txt'])
  expect(files[2]?.folder.split('/').slice(-2)).toEqual(['乙', '丙'])
})

test('what nobody made is left out, each with its reason', async () => {
  const names = {
    '~$教案.docx': 'temporary',
    '.~教案.docx': 'temporary',
    '下载.crdownload': 'temporary',
    'Thumbs.db': 'system',
    '.DS_Store': 'system',
    '._教案.docx': 'system',
    'desktop.ini': 'system',
    '.秘密.txt': 'hidden',
    '目录.jsonl': 'list',
  }
  for (const name of Object.keys(names)) await put(name)
  for (const folder of ['__MACOSX/a.txt', '.git/config', '$RECYCLE.BIN/b.txt', '@eaDir/c.jpg']) await put(folder)
  expect(await reasons()).toEqual({
    ...names,
    __MACOSX: 'system',
    '.git': 'system',
    '$RECYCLE.BIN': 'system',
    '@eaDir': 'system',
  })
  expect((await walkFolder(temp.path)).files).toEqual([])
})

test('links are not followed, not even in a circle', async () => {
  await put('真/教案.txt')
  await symlink(temp.path, join(temp.path, '真/圈'))
  await symlink(join(temp.path, '真/教案.txt'), join(temp.path, '快捷.txt'))
  expect(await reasons()).toEqual({ '真/圈': 'link', '快捷.txt': 'link' })
  expect((await walkFolder(temp.path)).files).toHaveLength(1)
})

test('a folder that is too deep ends somewhere', async () => {
  const deep = Array.from({ length: 45 }, () => 'd').join('/')
  await put(`${deep}/教案.txt`)
  expect(Object.values(await reasons())).toEqual(['too_deep'])
})

test('a name of an old Windows is read as Chinese, and its file can be opened', async () => {
  const gbk = Buffer.from([0xbd, 0xcc, 0xb0, 0xb8])
  await writeFile(Buffer.concat([Buffer.from(`${temp.path}/`), gbk, Buffer.from('.txt')]), '教案')
  const [file] = (await walkFolder(temp.path)).files
  expect(file).toMatchObject({ name: '教案.txt', relative: '教案.txt', size: 6 })
  expect(file?.at).toBeInstanceOf(Buffer)
})

test('our own folder is left out', async () => {
  await put('data/blobs/x')
  await put('教案.txt')
  const { files, leftOut } = await walkFolder(temp.path, { own: [join(temp.path, 'data')] })
  expect(files.map((file) => file.name)).toEqual(['教案.txt'])
  expect(leftOut).toMatchObject([{ relative: 'data', why: { code: 'own' } }])
})

test('a folder that is not there is left out, not a crash', async () => {
  const { files, leftOut } = await walkFolder(join(temp.path, 'gone'))
  expect({ files, why: leftOut[0]?.why.code }).toEqual({ files: [], why: 'unreadable' })
})
