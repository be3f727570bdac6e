import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sentence } from '#workers/view.ts'
import type { Committed, Handled } from '../../platform.ts'
import { answerClick } from './clicks.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const refusal = (told: boolean[]): Handled => ({
  view: sentence('只有管理员可以改设置。', { tone: 'warn' }),
  lang: 'zh-CN',
  where: 'toast',
  toasted: async (inTime) => void told.push(inTime),
})
const committed = (handled: Promise<Handled | undefined>): Promise<Committed> => Promise.resolve({ handled })
const words = async (answer: ReturnType<typeof answerClick>) => (await answer).toast?.content

test('a refused press shows why, and whoever keeps the words for later hears that they were seen', async () => {
  const told: boolean[] = []
  expect(await answerClick(committed(Promise.resolve(refusal(told))))).toMatchObject({
    toast: { type: 'warning', content: expect.stringContaining('只有管理员') },
  })
  await vi.runAllTimersAsync()
  expect(told).toEqual([true])
})

test('a press behind a long line is answered in time, and what it leads to is said later, once', async () => {
  const told: boolean[] = []
  const { promise, resolve } = Promise.withResolvers<Handled>()
  const answer = words(answerClick(committed(promise)))
  await vi.advanceTimersByTimeAsync(2_500)
  expect(await answer).toContain('正在处理')
  resolve(refusal(told))
  await vi.runAllTimersAsync()
  expect(told).toEqual([false])
})

test('a press that is not in the books in time is answered too, and says to press again if nothing follows', async () => {
  const told: boolean[] = []
  const { promise, resolve } = Promise.withResolvers<Committed>()
  const answer = words(answerClick(promise))
  await vi.advanceTimersByTimeAsync(2_500)
  expect(await answer).toContain('再点一次')
  resolve({ handled: Promise.resolve(refusal(told)) })
  await vi.runAllTimersAsync()
  expect(told).toEqual([false])
})

test('a press that could not be taken in says so at once, one on a strange card where to begin again', async () => {
  expect(await words(answerClick(Promise.reject(new Error('no database'))))).toContain('没有成功')
  expect(await words(answerClick(Promise.resolve(undefined)))).toContain('/help')
})
