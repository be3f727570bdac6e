import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands } from '#commands/index.ts'
import { openSchool, type TestSchool } from './school.ts'

let school: TestSchool
beforeAll(async () => {
  school = await openSchool()
})
afterAll(() => school.close())

const ming = () => school.member('小明')
const says = async (text: string) => (await ming().says(text)).map((one) => one.text).join('\n')

test('help shows a pupil nothing that is for teachers, under no topic', async () => {
  const shown = [await says('/help'), await says('/help 积分'), await says('/help 管理')].join('\n')
  const staff = [
    'flags',
    'cases',
    'quota',
    'redeem',
    'review',
    'settings',
    'policy',
    'term',
    'lessons',
    'award',
    'ask',
    'book',
    'team',
  ]
  for (const name of staff) expect(shown).not.toMatch(new RegExp(`/${name}\\b`))
  for (const name of ['search', 'me', 'top', 'mine', 'rules']) expect(shown).toMatch(new RegExp(`/${name}\\b`))
})

test('a pupil sees points and no balance to spend, and nothing of what is looked at', async () => {
  const me = await says('/me')
  expect(me).toContain('累计积分')
  expect(me).not.toMatch(/可用积分|待生效/)
  expect(await says('/flags')).toContain('没有需要您说明的事')
  expect(await says('/quota')).toContain('只有')
})

test('every command that is for some is refused to a pupil with a sentence', async () => {
  for (const command of commands.filter((one) => one.who !== 'everyone' && !one.who.includes('pupil'))) {
    expect(await says(`/${command.name}`), command.name).toContain('只有')
  }
})
