import { expect, test } from 'vitest'
import { sparkline } from './sparkline.ts'

test('the largest is the highest block, nothing and less the lowest, and what there is stands above nothing', () => {
  expect(sparkline([0, 1, 50, 100, -3])).toBe('▁▂▅█▁')
  expect(sparkline([0, 0])).toBe('▁▁')
  expect(sparkline([])).toBe('')
})
