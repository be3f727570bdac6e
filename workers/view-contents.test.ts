import { expect, test } from 'vitest'
import { translator } from '#kit/lang.ts'
import { contentsLine } from './view-contents.ts'

test('a package of which only the first 500 names are kept says so', () => {
  const of = (count: number) => {
    const parts = Array.from({ length: count }, (_, n) => ({ name: `f${n}.txt`, size: 1, format: 'txt' }))
    return contentsLine(translator('zh-CN'), { parts, media: null, format: 'zip' })
  }
  expect(of(500)).toMatch(/^压缩包，含 500 个以上文件：f0\.txt、/)
  expect(of(499)).toMatch(/^压缩包，含 499 个文件：/)
})
