import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/**
 * The staircase of docs/architecture.md: which room may import which. Files of the same room use relative paths, other
 * rooms `#room/file.ts`. Tests may import anything; so may `cli/`, which puts the parts together.
 */
const MAY: Record<string, RegExp[]> = {
  kit: [],
  db: [/^#kit\//],
  workers: [/^#db\//, /^#kit\//],
  commands: [/^#workers\/(jobs|view|view-[\w-]+)\.ts$/, /^#db\//, /^#kit\//],
  bot: [/^#commands\/(index|command)\.ts$/, /^#workers\/(jobs|queue|view|view-[\w-]+)\.ts$/, /^#db\//, /^#kit\//],
  web: [/^#workers\/(jobs|view|view-[\w-]+)\.ts$/, /^#db\//, /^#kit\//],
}
const PACKAGES: Record<string, RegExp> = { db: /^(kysely|pg|zod|yaml|@node-rs\/jieba|opencc-js|pinyin-pro)(\/|$)/ }

function sources(room: string): string[] {
  return readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(room, name))
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/\b(?:from\s+|import\s+|import\(\s*)'([^'\n]+)'/g)].map((match) => match[1] ?? '')
}

for (const [room, allowed] of Object.entries(MAY)) {
  test(`${room}/ imports only downwards`, () => {
    const wrong = sources(room).flatMap((file) =>
      importsOf(file)
        .filter((path) => {
          if (path.startsWith('#')) return !allowed.some((rule) => rule.test(path))
          if (path.startsWith('.')) return join(file, '..', path).split('/')[0] !== room || !path.endsWith('.ts')
          return PACKAGES[room] ? !path.startsWith('node:') && !PACKAGES[room].test(path) : false
        })
        .map((path) => `${file} imports ${path}`),
    )
    expect(wrong).toEqual([])
  })
}

test('a platform never imports another platform', () => {
  const wrong = sources('bot/platforms').flatMap((file) => {
    const own = file.split('/')[2]
    return importsOf(file)
      .filter((path) => path.startsWith('.') && join(file, '..', path).startsWith('bot/platforms/'))
      .filter((path) => {
        const other = join(file, '..', path).split('/')[2]
        return other !== own && !other?.endsWith('.ts')
      })
      .map((path) => `${file} imports ${path}`)
  })
  expect(wrong).toEqual([])
})

test('only sharing.ts names a visibility', () => {
  const named = ['commands', 'bot', 'workers', 'web']
    .flatMap(sources)
    .filter((file) =>
      /\.(where|select|set|orderBy|groupBy)\([^)]*'visibility'|resource\.visibility/.test(readFileSync(file, 'utf8')),
    )
  expect(named).toEqual([])
})
