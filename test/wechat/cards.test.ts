import { expect, test } from 'vitest'
import { runningClock } from '../feishu/room.ts'
import { openSchool, until } from '../school.ts'
import { wechatRoom } from './room.ts'
import type { WechatWorld } from './world.ts'

test('a card that is shared in a group becomes a link in the library, once; an address in talk does not', async () => {
  const seen: WechatWorld[] = []
  const room = wechatRoom('mock', (one) => void seen.push(one))
  const school = await openSchool({ room, clock: runningClock(new Date('2026-11-23T02:00:00Z')) })
  const [world] = seen
  const li = [...(world?.people.values() ?? [])].find((one) => one.name === '李老师')
  const group = [...(world?.rooms.values() ?? [])].find((one) => one.topic === '备课组')
  if (!world || !li || !group) throw new Error('the room is empty')
  try {
    world.says(li, group.id, '这个网站不错 https://www.example.org/news/1')
    const card = { title: '分数的初步认识 微课', url: 'https://www.example.org/lesson/3' }
    world.shares(li, group.id, card)
    const links = () => school.db.selectFrom('resource').select(['title', 'type']).execute()
    await until(async () => (await links()).length > 0, 'the link')
    world.shares(li, group.id, card)
    const taken = async () =>
      (await school.db.selectFrom('upload').select('id').where('status', '=', 'done').execute()).length
    await until(async () => (await taken()) === 2, 'the second card')
    await school.settle()
    const found = await links()
    expect(found).toHaveLength(1)
    expect(found[0]?.title).toContain('分数的初步认识')
  } finally {
    await school.close()
  }
})
