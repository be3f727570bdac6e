import type { CommanderError } from 'commander'
import type { Text } from '#kit/lang.ts'

const HELP: Text = {
  zh: '用 gongxiang --help 或 gongxiang <命令> --help 查看用法。',
  en: 'See gongxiang --help or gongxiang <verb> --help.',
}

/**
 * Commander's complaint as a sentence in both languages, or undefined where it is none (help and version were asked
 * for). What it quotes, `'--foo'`, is kept.
 */
export function usageSentence(error: CommanderError): Text | undefined {
  if (error.exitCode === 0) return undefined
  const what = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1]).join(' ')
  const near = /\(Did you mean ([^)?]+)\?\)/.exec(error.message)?.[1]
  const said = sentence(error.code, what, error.message)
  const guess: Text = near ? { zh: `您要找的是不是 ${near}？`, en: `Did you mean ${near}? ` } : { zh: '', en: '' }
  return { zh: `${said.zh}${guess.zh}${HELP.zh}`, en: `${said.en} ${guess.en}${HELP.en}` }
}

function sentence(code: string, what: string, message: string): Text {
  switch (code) {
    case 'commander.unknownCommand':
      return { zh: `没有 ${what} 这个命令。`, en: `There is no verb ${what}.` }
    case 'commander.unknownOption':
      return { zh: `没有 ${what} 这个选项。`, en: `There is no option ${what}.` }
    case 'commander.missingArgument':
      return { zh: `缺少参数 ${what}。`, en: `The argument ${what} is missing.` }
    case 'commander.optionMissingArgument':
      return { zh: `选项 ${what} 缺少值。`, en: `The option ${what} lacks its value.` }
    case 'commander.excessArguments':
      return { zh: '参数太多。', en: 'There are too many arguments.' }
    case 'commander.invalidArgument':
      return { zh: `选项的值不对：${what}。`, en: `A value is wrong: ${what}.` }
    case 'commander.help':
      return { zh: '请写出要执行的命令。', en: 'Name a verb.' }
    default:
      return { zh: '用法不对。', en: message.replace(/^error: /, '') }
  }
}
