import { type Options, SingleBar } from 'cli-progress'
import { type Lang, say, type Text } from '#kit/lang.ts'

/** Shows how far a long piece of work is, on standard error. */
export type Progress = {
  /** One more is done; `note` is shown beside the bar, such as the counts so far. */
  step(note: Text): void
  stop(): void
}

/** Without a terminal, one line this often. */
const LINE_MS = 5_000
/** The rate is that of so many last milliseconds: files differ, and a machine may get busy. */
const WINDOW_MS = 30_000

/** A bar on a terminal, otherwise a line every few seconds: done of total, files per second, time left. */
export function openProgress(total: number, lang: Lang, stream: NodeJS.WriteStream = process.stderr): Progress {
  const pace = openPace(total)
  return stream.isTTY ? onTerminal(total, lang, pace, stream) : inLines(total, lang, pace, stream)
}

function onTerminal(total: number, lang: Lang, pace: Pace, stream: NodeJS.WriteStream): Progress {
  const options: Options = {
    stream,
    format: `{bar} {percentage}% {value}/{total}  {pace}  {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    fps: 5,
    hideCursor: true,
    // Our own signal handling says how to go on; the bar's would end the process.
    gracefulExit: false,
  }
  const bar = new SingleBar(options)
  bar.start(total, 0, { pace: '', note: '' })
  return {
    step(note) {
      pace.step()
      bar.update(pace.done, { pace: say(lang, pace.said()), note: say(lang, note) })
    },
    stop: () => bar.stop(),
  }
}

function inLines(total: number, lang: Lang, pace: Pace, stream: NodeJS.WriteStream): Progress {
  let last = performance.now()
  return {
    step(note) {
      pace.step()
      if (performance.now() - last < LINE_MS) return
      last = performance.now()
      stream.write(`${pace.done}/${total}  ${say(lang, pace.said())}  ${say(lang, note)}\n`)
    },
    stop: () => undefined,
  }
}

type Pace = { readonly done: number; step(): void; said(): Text }

function openPace(total: number): Pace {
  const marks: { at: number; done: number }[] = [{ at: performance.now(), done: 0 }]
  let done = 0
  return {
    get done() {
      return done
    },
    step() {
      done += 1
      const at = performance.now()
      if (at - (marks.at(-1)?.at ?? 0) < 250) return
      marks.push({ at, done })
      while ((marks[1]?.at ?? at) < at - WINDOW_MS) marks.shift()
    },
    said() {
      const [first] = marks
      const seconds = (performance.now() - (first?.at ?? 0)) / 1_000
      const rate = seconds > 0 ? (done - (first?.done ?? 0)) / seconds : 0
      if (rate === 0) return { zh: '', en: '' }
      const shown = rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)
      const left = clock((total - done) / rate)
      return { zh: `每秒 ${shown} 份，剩余 ${left}`, en: `${shown}/s, ${left} left` }
    },
  }
}

/** `1:02:03`, or `2:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
