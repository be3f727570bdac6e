import { expect, test } from 'vitest'
import { commands } from './index.ts'
import { TOPICS } from './topics.ts'

test('every command that people type stands in exactly one topic of /help', () => {
  const placed = TOPICS.flatMap((topic) => topic.commands)
  expect(new Set(placed).size).toBe(placed.length)
  const typed = commands.filter((command) => command.internal !== true).map((command) => command.name)
  expect(typed.filter((name) => !placed.includes(name))).toEqual([])
})

test('a topic names only commands that there are', () => {
  const there = commands.map((command) => command.name)
  expect(TOPICS.flatMap((topic) => topic.commands).filter((name) => !there.includes(name))).toEqual([])
})

test('names and aliases are unique over all commands', () => {
  const names = commands.flatMap((command) => [command.name, ...command.aliases])
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([])
})
