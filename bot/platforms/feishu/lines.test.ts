import { expect, test } from 'vitest'
import { openLines } from './lines.ts'

const said = (chat: string) => ({ message: { chat_id: chat } })

test('what takes longer holds up its own chat only, and a failure holds up nobody', async () => {
  const inLine = openLines()
  const ended: string[] = []
  const names = Promise.withResolvers<string>()
  const trouble = Promise.withResolvers<string>()
  const note = (work: Promise<string>) =>
    work.then(
      (name) => ended.push(name),
      () => ended.push('failed'),
    )
  const all = [
    note(inLine(said('a'), names.promise)),
    note(inLine(said('a'), trouble.promise)),
    note(inLine({ context: { open_chat_id: 'a' } }, Promise.resolve('third'))),
    note(inLine({ chat_id: 'b' }, Promise.resolve('other chat'))),
    note(inLine({ message_id: 'om_1' }, Promise.resolve('no chat'))),
  ]
  trouble.reject(new Error('no names'))
  await new Promise((resolve) => setImmediate(resolve))
  expect(ended.toSorted()).toEqual(['no chat', 'other chat'])
  names.resolve('first')
  await Promise.all(all)
  expect(ended.slice(2)).toEqual(['first', 'failed', 'third'])
})
