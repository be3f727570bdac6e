import { type Env, readEnv } from '#kit/env.ts'
import { say, type Text } from '#kit/lang.ts'
import { type Log, openLog } from '#kit/log.ts'
import { prettyLines } from './pretty.ts'

/** What a verb is handed: results go to standard output, everything else to standard error. */
export type Io = {
  env: Env
  log: Log
  /** A line for people, in the configured language. */
  say(text: Text): void
  /** A result: one JSON document on one line. */
  json(value: unknown): void
  /** A result as text. */
  print(line: string): void
}

/** Reads the environment and opens the log. Throws WrongConfiguration. */
export function openIo(): Io {
  const env = readEnv(process.env)
  const terminal = process.stderr.isTTY === true
  // In a terminal somebody reads along: short lines, and only what matters unless LOG_LEVEL says otherwise.
  const level = terminal && !process.env.LOG_LEVEL ? 'warn' : env.LOG_LEVEL
  const log = openLog(level, terminal ? prettyLines(process.stderr) : process.stderr)
  return {
    env,
    log,
    say: (text) => void process.stderr.write(`${say(env.LOCALE, text)}\n`),
    json: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
    print: (line) => void process.stdout.write(`${line}\n`),
  }
}

/** Both languages on two lines: for moments at which the language is not known yet, or does not matter. */
export function both(text: Text): string {
  return `${text.zh}\n${text.en}`
}
