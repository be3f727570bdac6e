import { expect, test } from 'vitest'
import { runSoak } from './soak.ts'

/** `SOAK_EVENTS=3000` runs the whole of it; CI runs a part of two minutes, with every kind of fault and three dropped lines. */
const EVENTS = Number(process.env.SOAK_EVENTS ?? 450)
/** Below the platform's 1,000 messages a minute. */
const PER_SECOND = 12

const PLACES = [
  { where: 'cards in every chat', isOneChatPressed: false },
  { where: 'the cards of one chat', isOneChatPressed: true },
]

test.each(PLACES)(
  `${EVENTS} events on a very bad day, presses on $where, killed twice: everything once, nothing waits for ever`,
  async ({ isOneChatPressed }) => {
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    const { memory, ...found } = await runSoak({
      events: EVENTS,
      perSecond: PER_SECOND,
      kills: 2,
      seed: 20261121,
      isOneChatPressed,
      say,
    })
    say(JSON.stringify({ ...found, questions: undefined, memory }))
    expect(found).toMatchObject({
      unanswered: 0,
      doubled: 0,
      unreceipted: 0,
      unansweredClicks: 0,
      doubledAwards: 0,
      strays: 0,
      refused: 0,
      stillWaiting: 0,
      ledgerOk: true,
      resources: found.files,
      awards: found.files,
    })
    expect(found.redelivered).toBeGreaterThan(0)
    expect(memory.late).toBeLessThan(350)
  },
  1_200_000,
)
