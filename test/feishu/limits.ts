import { refusals } from './refusal.ts'

/** Messages a second into one chat, shared by all bots in it; and changes a second of one card. */
export const PER_CHAT = 5
/** Calls of one API: a second, and a minute. */
export const PER_SECOND = 50
export const PER_MINUTE = 1_000

/** The platform's rate limits as sliding windows over real time. */
export type Limits = {
  /** Throws ApiRefusal 99991400 when an API is called too often. */
  api(name: string): void
  /** Throws ApiRefusal 230020 when a chat or a card is written to too often. */
  place(id: string): void
  /** The busiest second seen: calls of one API, writes to one place. Refused ones are not counted. */
  peaks(): { api: number; place: number }
}

export function openLimits(on: boolean): Limits {
  const seen = new Map<string, number[]>()
  const peaks = { api: 0, place: 0 }
  const count = (key: string, windowMs: number, now: number) => {
    const times = (seen.get(key) ?? []).filter((at) => now - at < 60_000)
    seen.set(key, times)
    return { times, recent: times.filter((at) => now - at < windowMs) }
  }
  return {
    api(name) {
      const now = performance.now()
      const { times, recent } = count(`api:${name}`, 1_000, now)
      if (on && recent.length >= PER_SECOND) throw refusals.tooFrequent(1, PER_SECOND)
      if (on && times.length >= PER_MINUTE) {
        const oldest = times[times.length - PER_MINUTE] ?? now
        throw refusals.tooFrequent(Math.max(1, Math.ceil((60_000 - (now - oldest)) / 1_000)), PER_MINUTE)
      }
      if (on) times.push(now)
      peaks.api = Math.max(peaks.api, recent.length + 1)
    },
    place(id) {
      const now = performance.now()
      const { times, recent } = count(`place:${id}`, 1_000, now)
      if (on && recent.length >= PER_CHAT) throw refusals.chatTooFrequent()
      if (on) times.push(now)
      peaks.place = Math.max(peaks.place, recent.length + 1)
    },
    peaks: () => peaks,
  }
}
