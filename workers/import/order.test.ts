import { expect, test } from 'vitest'
import { spreadBySize } from './order.ts'

const sizes = (given: number[]) => spreadBySize(given.map((size) => ({ size }))).map(({ size }) => size)

test('small files come first, and each large one between four small ones', () => {
  expect(sizes([90, 3, 80, 1, 6, 2, 70, 4, 5, 7])).toEqual([1, 2, 3, 4, 90, 5, 6, 7, 70, 80])
})

test('every file has its turn once, however many there are', () => {
  for (let n = 0; n < 23; n += 1) {
    const given = Array.from({ length: n }, (_, at) => (at * 7) % 5)
    expect(sizes(given).toSorted()).toEqual(given.toSorted())
  }
})

test('who gave the list finds it as it was', () => {
  const given = [{ size: 2 }, { size: 1 }]
  spreadBySize(given)
  expect(given).toEqual([{ size: 2 }, { size: 1 }])
})
