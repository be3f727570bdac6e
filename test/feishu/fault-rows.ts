import type { FeishuStandIn } from './stand-in.ts'

/** What is done while the fault is on. */
export const DEEDS = ['text', 'file', 'click'] as const
export type DeedKind = (typeof DEEDS)[number]

/** One bad day. */
export type FaultRow = {
  name: string
  /** Begins it, just before the deed. */
  begin(feishu: FeishuStandIn): void
  /** Ends it, right after the deed was done. */
  end?(feishu: FeishuStandIn): void
  /**
   * A click is a question that the platform asks once: where it gets lost on the way, the person sees an error and
   * presses again.
   */
  losesClicks?: boolean
  /** The event never comes; only the history has it. The line then breaks and comes back. */
  missed?: boolean
  /** Only these deeds meet it. */
  only?: readonly DeedKind[]
}

const SENDS = ['message.create', 'message.reply', 'message.patch'] as const

function sends(feishu: FeishuStandIn, fault: Parameters<FeishuStandIn['faults']['next']>[1], times = 1): void {
  for (const api of SENDS) feishu.faults.next(api, fault, times)
}

/** Every fault that was seen on the platform or in the SDK, as far as a stand-in can make it. */
export const FAULTS: readonly FaultRow[] = [
  { name: 'sends answer HTTP 500 twice', begin: (feishu) => sends(feishu, { kind: 'status', status: 500 }, 2) },
  { name: 'sends answer HTTP 502 with a page', begin: (feishu) => sends(feishu, { kind: 'status', status: 502 }) },
  { name: 'sends are limited for a second', begin: (feishu) => sends(feishu, { kind: 'limited', resetSeconds: 1 }) },
  {
    name: 'the chat is limited (230020)',
    begin: (feishu) => sends(feishu, { kind: 'code', code: 230020, status: 400 }, 2),
  },
  { name: 'a message is still being sent (230049)', begin: (feishu) => sends(feishu, { kind: 'code', code: 230049 }) },
  { name: 'the platform is in trouble (2200)', begin: (feishu) => sends(feishu, { kind: 'code', code: 2200 }) },
  { name: 'sends are reset', begin: (feishu) => sends(feishu, { kind: 'reset' }, 2) },
  { name: 'the answer to a send is lost', begin: (feishu) => sends(feishu, { kind: 'lost' }) },
  { name: 'the answer to a send is no JSON', begin: (feishu) => sends(feishu, { kind: 'garbage' }) },
  { name: 'sends hang', begin: (feishu) => sends(feishu, { kind: 'hang' }) },
  { name: 'every token is revoked', begin: (feishu) => feishu.revokeTokens() },
  {
    name: 'tokens are revoked and the token call fails',
    begin(feishu) {
      feishu.revokeTokens()
      feishu.faults.next('token', { kind: 'status', status: 503 }, 2)
    },
  },
  {
    name: 'reactions fail',
    begin(feishu) {
      feishu.faults.next('reaction.create', { kind: 'status', status: 500 }, 4)
    },
  },
  {
    name: 'the card is refused (230099)',
    begin: (feishu) => sends(feishu, { kind: 'code', code: 230099, status: 400 }),
  },
  {
    name: 'downloads answer HTTP 500 twice',
    begin: (feishu) => feishu.faults.next('resource.get', { kind: 'status', status: 500 }, 2),
    only: ['file'],
  },
  {
    name: 'a download is truncated',
    begin: (feishu) => feishu.faults.next('resource.get', { kind: 'truncated', at: 0.5 }, 2),
    only: ['file'],
  },
  {
    name: 'a download stands still',
    begin: (feishu) => feishu.faults.next('resource.get', { kind: 'stalled', at: 0.5 }),
    only: ['file'],
  },
  {
    name: 'downloads are limited',
    begin: (feishu) => feishu.faults.next('resource.get', { kind: 'limited', resetSeconds: 1 }),
    only: ['file'],
  },
  {
    name: 'events come twice at once',
    begin: (feishu) => Object.assign(feishu.gateway.wire, { isDoubled: true }),
    end: (feishu) => Object.assign(feishu.gateway.wire, { isDoubled: false }),
  },
  {
    name: 'events come in seven pieces, shuffled',
    begin: (feishu) => Object.assign(feishu.gateway.wire, { fragments: 7 }),
    end: (feishu) => Object.assign(feishu.gateway.wire, { fragments: 1 }),
  },
  {
    name: 'clicks come as card frames',
    begin: (feishu) => Object.assign(feishu.gateway.wire, { hasCardFrames: true }),
    only: ['click'],
  },
  {
    name: 'the line breaks before the acknowledgement',
    begin: (feishu) => Object.assign(feishu.gateway.wire, { cutAfterPush: 1 }),
    losesClicks: true,
  },
  { name: 'the event is never delivered', begin: () => undefined, missed: true, only: ['text', 'file'] },
  {
    name: 'the line breaks and the platform is busy when it should come back',
    begin(feishu) {
      feishu.gateway.wire.endpoint.push({ code: 1 }, { code: 1000040343 }, { code: 1, bare: true })
      feishu.gateway.drop()
    },
    losesClicks: true,
  },
  {
    name: 'the line breaks and its return is refused twice',
    begin(feishu) {
      feishu.gateway.wire.refusedUpgrades = 2
      feishu.gateway.drop()
    },
    losesClicks: true,
  },
  {
    name: 'what was missed comes glued to the handshake',
    begin(feishu) {
      Object.assign(feishu.gateway.wire, { isGlued: true })
      feishu.gateway.drop()
    },
    end: (feishu) => Object.assign(feishu.gateway.wire, { isGlued: false }),
    losesClicks: true,
  },
  {
    name: 'the line falls silent without being closed',
    begin: (feishu) => feishu.gateway.freeze(),
    losesClicks: true,
  },
]
