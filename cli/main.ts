import { existsSync } from 'node:fs'
import { CommanderError } from 'commander'
import { WrongConfiguration } from '#kit/env.ts'
import { OperatorError, UserFacingError } from '#kit/errors.ts'
import { both } from './io.ts'
import { makeProgram } from './program.ts'
import { usageSentence } from './usage.ts'

/** sysexits.h: EX_CONFIG; supervisors can be told not to restart on it. */
const EXIT_CONFIG = 78
const EXIT_USAGE = 2

// `gongxiang search … | head` closes the pipe early: that is no fault.
process.stdout.on('error', () => process.exit())

try {
  if (existsSync('.env')) process.loadEnvFile('.env')
  await makeProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = explain(error)
}
// Whatever a library keeps open, a verb that has ended has ended.
if (process.stdout.writableNeedDrain) process.stdout.once('drain', () => process.exit())
else process.exit()

/** Writes what went wrong for the person at the terminal, and says with which code to leave. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    const sentence = usageSentence(error)
    if (sentence) process.stderr.write(`${both(sentence)}\n`)
    return sentence ? EXIT_USAGE : error.exitCode
  }
  if (error instanceof WrongConfiguration) {
    process.stderr.write(`${error.message}\n`)
    return EXIT_CONFIG
  }
  if (error instanceof UserFacingError) {
    process.stderr.write(`${both(error.sentence)}\n`)
    return 1
  }
  if (error instanceof OperatorError) {
    process.stderr.write(`${error.message}\n→ ${error.whereToLook}\n`)
    return 1
  }
  process.stderr.write(`程序出错，请把下面的内容反馈给维护者。This is a fault of ours; please report what follows.\n`)
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}
