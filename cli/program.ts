import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { SUBJECTS } from '#db/boards/board.ts'
import { PERIODS } from '#db/boards/periods.ts'
import { METRICS } from '#db/boards/tables.ts'
import { OWN_FIELDS } from '#db/own-terms.ts'
import { FORMATS, REPORTS } from '#db/reports/report.ts'
import { VISIBILITIES } from '#db/schema.ts'
import { type Io, openIo } from './io.ts'

/**
 * Every verb, in one list. Each loads its file only when it runs, so that `--help` and short verbs stay quick.
 * Descriptions are in both languages on one line.
 */
export function makeProgram(): Command {
  const program = new Command('gongxiang')
    .description('共享：在群聊里共建共享教学资源 · Sharing of teaching resources in a school’s group chats')
    .helpOption('-h, --help', '显示用法 · show this help')
    .helpCommand('help [verb]', '显示用法 · show help')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })

  verb(program, 'start', '启动全部，打印一个地址 · everything in one process; prints one address').action(
    run(async (io) => (await import('./start.ts')).start(io)),
  )
  for (const [part, about] of [
    ['bot', '只启动接待处 · the chat platforms only'],
    ['worker', '只启动作坊 · the catalogue, points and schedules only'],
    ['web', '只启动阅览室 · the web server only'],
  ] as const) {
    verb(program, part, about).action(run(async (io) => (await import('./start.ts')).startPart(io, part)))
  }
  json(verb(program, 'migrate', '更新数据库的表 · bring the tables up to date')).action(
    run(async (io, options) => (await import('./migrate.ts')).migrateVerb(io, options)),
  )
  school(json(verb(program, 'search', '查资料，不写关键词则列出最新的 · search; without words, the newest')))
    .argument('[words...]', '关键词 · words')
    .addOption(number('-n, --limit <n>', '最多几条 · at most', 1, 100).default(10))
    .addOption(number('--offset <n>', '跳过几条 · skip', 0, 1_000_000).default(0))
    .action(async (words, options) => (await import('./search.ts')).search(openIo(), words, options))
  school(json(verb(program, 'board', '排行榜 · a leaderboard')))
    .addOption(new Option('--period <period>', '周期 · period').choices(PERIODS).default('week'))
    .addOption(new Option('--subject <subject>', '对象 · of whom').choices(SUBJECTS).default('person'))
    .addOption(number('-n, --limit <n>', '最多几名 · at most', 1, 1_000))
    .addOption(new Option('--at <day>', '所在日期，默认今天 · a day within; today by default').argParser(day))
    .addOption(new Option('--metric <metric>', '积分、质量或受益 · what is counted').choices(METRICS).default('points'))
    .option('--district', '全部学校 · over all schools')
    .option('--newcomers', '只看新人 · only who joined lately')
    .action(run(async (io, options) => (await import('./board.ts')).board(io, options)))
  const ledger = verb(program, 'ledger', '积分账本 · the ledger of points')
  school(json(verb(ledger, 'verify', '核对整本账 · check all of it'))).action(
    run(async (io, options) => (await import('./ledger.ts')).verify(io, options)),
  )
  school(json(verb(ledger, 'rebuild', '从事实重算，与账本比对 · count it anew from facts and compare'))).action(
    run(async (io, options) => (await import('./ledger-rebuild.ts')).rebuild(io, options)),
  )
  school(json(verb(program, 'search-report', '搜索报告：哪些没有结果、没有下载 · searches without result or download')))
    .addOption(number('--weeks <n>', '最近几周 · so many weeks', 1, 52).default(4))
    .addOption(number('-n, --limit <n>', '各列几条 · lines each', 1, 1_000).default(20))
    .action(run(async (io, options) => (await import('./search-report.ts')).searchReport(io, options)))
  school(json(verb(program, 'export', '导出报表：考核、指标、月检查、账本等 · write a report to a file')))
    .addArgument(new Argument('<report>', '哪一份 · which').choices(REPORTS))
    .option(
      '--term <term>',
      '学期，如 2026-autumn；月检查写月份 2026-10，学年汇总写 2026-2027 · a term; for check a month, for year a school year',
    )
    .addOption(new Option('--format <format>', '格式 · format').choices(FORMATS).default('xlsx'))
    .option('--member <who>', '谁的考核表：姓名或编号 · whose appraisal: name or id')
    .option('--each', '为每位老师各出一份，放进文件夹 · one appraisal for every teacher, into a folder')
    .option('--out <path>', '写到哪里 · where to')
    .action(async (report, options) => (await import('./export.ts')).exportVerb(openIo(), report, options))
  school(json(verb(program, 'school-index', '校际指数 · the index of the schools')))
    .option('--verify', '按事实重算并比较 · compute again from facts and compare')
    .action(run(async (io, options) => (await import('./school-index.ts')).schoolIndex(io, options)))
  json(verb(program, 'history', '演算一段历史：账本、余额、榜单 · work a history: ledger, balances, boards'))
    .argument('<file>', '.yaml，格式见 docs/histories.md · see docs/histories.md')
    .option('--policy <file>', '积分规则，默认自带的 · a policy; the shipped default when left out')
    .action(async (path, options) => (await import('./history.ts')).historyVerb(openIo(), path, options))
  json(verb(program, 'doctor', '检查环境与配置 · check the installation')).action(
    run(async (io, options) => (await import('./doctor.ts')).doctor(io, options)),
  )
  json(verb(program, 'replay', '重放记录下来的事件 · push captured events through the bot'))
    .argument('<fixture>', '.json 或 .jsonl 文件 · file')
    .action(async (path, options) => (await import('./replay.ts')).replay(openIo(), path, options))
  tokenVerbs(verb(program, 'token', 'API 令牌 · API tokens'))
  memberVerbs(verb(program, 'member', '成员：验证码与合并 · members: codes and merges'))
  jobVerbs(json(verb(program, 'jobs', '排队与失败的任务 · waiting and failed jobs')))
  school(json(verb(program, 'recatalogue', '用新版本重新收录已有资源 · catalogue again what an older version made')))
    .addOption(new Option('--since <day>', '只处理这天以后收录的 · only what came since').argParser(dayName))
    .option('--all', '全部重来，不论新旧 · all of them, however new')
    .option('--stage <stage>', '只看这一步：read、classify 等 · only where this stage is older')
    .option('--dry-run', '只数不改 · count, and change nothing')
    .action(run(async (io, options) => (await import('./recatalogue.ts')).recatalogue(io, options)))
  school(json(verb(program, 'import', '导入文件夹或资源目录 · import a folder, or another system’s catalogue')))
    .argument('<path>', '文件夹，或 .jsonl 文件（每行一份） · a folder, or a .jsonl file, one resource a line')
    .option('--owner <member>', '归谁所有：姓名或编号，默认首位管理员 · whose they are: name or id')
    .addOption(number('--member <id>', '同 --owner · the same', 1, Number.MAX_SAFE_INTEGER).hideHelp())
    .addOption(new Option('--visibility <who>', '谁能看 · who may see them').choices(VISIBILITIES).default('school'))
    .option('--award', '按规则计分，默认不计 · award points; none by default')
    .option('--dry-run', '只试不写 · try, and write nothing')
    .option('--report <file>', '把每份文件的结果写成 CSV · list each file in a CSV')
    .action(async (path, options) => (await import('./import.ts')).importVerb(openIo(), path, options))
  json(verb(program, 'classify', '按文件名（或文件）判断学科、年级、类型等 · what a file is, by its name or itself'))
    .argument(
      '[file]',
      '名单（.txt、.jsonl，每行一个）或一份文件；不写则读标准输入 · a list of names, or a file; else standard input',
    )
    .action(async (path, options) => (await import('./classify.ts')).classifyVerb(openIo(), path, options))
  policyVerbs(verb(program, 'policy', '积分规则的版本 · versions of the points rules'))
  school(json(verb(program, 'simulate', '模拟规则草案：谁增谁减 · a dry run of drafted rules')))
    .argument('<file>', '规则文件（YAML） · the YAML file')
    .option('--since <term>', '从哪个学期或哪天起 · since which term or day')
    .action(async (path, options) => (await import('./simulate.ts')).simulate(openIo(), path, options))
  termVerbs(verb(program, 'term', '学期与结算 · terms and their settlement'))
  taxonomyVerbs(verb(program, 'taxonomy', '学校自己的学科、类型和用词 · a school’s own subjects, types and words'))
  return program
}

function policyVerbs(policy: Command): void {
  const file = (command: Command) => command.argument('<file>', '规则文件（YAML） · the YAML file')
  file(school(json(verb(policy, 'check', '检查规则文件 · check a file')))).action(async (path, options) =>
    (await import('./policy.ts')).check(openIo(), path, options),
  )
  file(school(json(verb(policy, 'diff', '与现行规则相比的变化 · what it changes')))).action(async (path, options) =>
    (await import('./policy.ts')).diff(openIo(), path, options),
  )
  file(school(json(verb(policy, 'draft', '存为草案，等两位管理员批准 · keep as a draft for two approvals')))).action(
    async (path, options) => (await import('./policy.ts')).draft(openIo(), path, options),
  )
  file(school(json(verb(policy, 'publish', '发布（文件里须有两位审批人） · publish; the file names two approvers'))))
    .option('--district <id>', '作为区级规则发布 · as a district’s, for its schools to build on')
    .action(async (path, options) => (await import('./policy.ts')).publish(openIo(), path, options))
  school(json(verb(policy, 'show', '规则文件的原文，默认现行版本 · a version’s file; the one in force')))
    .argument('[version]')
    .option('--district <id>', '区级规则的 · of a district')
    .action(async (version, options) => (await import('./policy.ts')).show(openIo(), version, options))
  school(json(verb(policy, 'list', '版本与草案 · versions and drafts')))
    .option('--district [id]', '区级规则的版本 · those of districts, which schools build on')
    .action(run(async (io, options) => (await import('./policy.ts')).list(io, options)))
}

function termVerbs(term: Command): void {
  school(json(verb(term, 'list', '各学期的状态 · where the terms stand'))).action(
    run(async (io, options) => (await import('./term.ts')).list(io, options)),
  )
  school(json(verb(term, 'run', '执行到期的结算步骤 · take the steps that are due'))).action(
    run(async (io, options) => (await import('./term.ts')).run(io, options)),
  )
  school(json(verb(term, 'show', '一个学期的结算单 · the sheets of a term')))
    .argument('<term>', '如 2026-autumn · such as 2026-autumn')
    .action(async (id, options) => (await import('./term.ts')).show(openIo(), id, options))
  school(json(verb(term, 'year', '一个学年：已锁定学期之和 · a school year, from its locked terms')))
    .argument('<year>', '如 2026-2027 · such as 2026-2027')
    .action(async (year, options) => (await import('./term.ts')).year(openIo(), year, options))
}

function taxonomyVerbs(taxonomy: Command): void {
  const field = () => new Argument('<field>', 'subject 学科 | type 类型').choices(OWN_FIELDS)
  school(json(verb(taxonomy, 'list', '列出 · list'))).action(
    run(async (io, options) => (await import('./taxonomy.ts')).list(io, options)),
  )
  school(json(verb(taxonomy, 'add', '加一个学科或类型，或给已有的加用词 · add one, or words for one')))
    .addArgument(field())
    .argument('<name>', '名称 · name')
    .argument('[words...]', '大家怎么写它 · how people write it')
    .action(async (of, name, words, options) => (await import('./taxonomy.ts')).add(openIo(), of, name, words, options))
  school(json(verb(taxonomy, 'remove', '去掉 · remove')))
    .addArgument(field())
    .argument('<name>', '名称 · name')
    .action(async (of, name, options) => (await import('./taxonomy.ts')).remove(openIo(), of, name, options))
}

function tokenVerbs(token: Command): void {
  school(json(verb(token, 'create', '新建令牌，只显示一次 · make one; shown once')))
    .option('--name <name>', '用途 · what for', 'cli')
    .addOption(number('--member <id>', '以谁的身份读取 · on whose behalf', 1, Number.MAX_SAFE_INTEGER))
    .action(run(async (io, options) => (await import('./token.ts')).create(io, options)))
  school(json(verb(token, 'list', '列出 · list'))).action(
    run(async (io, options) => (await import('./token.ts')).list(io, options)),
  )
  school(json(verb(token, 'revoke', '作废 · revoke')))
    .argument('<id>', '编号 · id', whole(1, Number.MAX_SAFE_INTEGER))
    .action(async (id, options) => (await import('./token.ts')).revoke(openIo(), id, options))
}

function memberVerbs(member: Command): void {
  school(json(verb(member, 'list', '列出 · list')))
    .option('--pending', '只看待绑定的 · only who waits to be bound')
    .addOption(number('-n, --limit <n>', '最多几位 · at most', 1, 10_000).default(200))
    .action(run(async (io, options) => (await import('./member.ts')).list(io, options)))
  school(json(verb(member, 'code', '取绑定验证码，只显示一次 · a code to bind an account; shown once')))
    .argument('<who>', '姓名或编号 · name or id')
    .action(async (who, options) => (await import('./member.ts')).code(openIo(), who, options))
  school(json(verb(member, 'merge', '把两位成员并成一位 · make two members one')))
    .argument('<from>', '并入者 · who goes into the other')
    .argument('<into>', '保留者 · who stays')
    .action(async (from, into, options) => (await import('./member.ts')).merge(openIo(), from, into, options))
  school(json(verb(member, 'unmerge', '撤销合并 · take a merge back')))
    .argument('<merge>', '合并的编号 · the merge’s number', whole(1, Number.MAX_SAFE_INTEGER))
    .action(async (id, options) => (await import('./member.ts')).unmerge(openIo(), id, options))
}

function jobVerbs(jobs: Command): void {
  jobs.action(run(async (io, options) => (await import('./jobs.ts')).list(io, options)))
  json(verb(jobs, 'retry', '重新排队 · put back'))
    .argument('<id>', '编号，或 all · id, or all')
    .action(async (id, options) => (await import('./jobs.ts')).retry(openIo(), id, options))
}

function verb(parent: Command, name: string, about: string): Command {
  return parent
    .command(name)
    .description(about)
    .helpOption('-h, --help', '显示用法 · show this help')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
}

const json = (command: Command) => command.option('--json', '只输出 JSON · JSON only')
const school = (command: Command) => command.option('--school <id>', '学校编号 · the school')

/** A verb without arguments: opens the environment when it really runs, not for `--help`. */
// biome-ignore lint/suspicious/noExplicitAny: commander's options carry no type; each verb declares what it reads
function run(work: (io: Io, options: any) => Promise<void>): (options: unknown) => Promise<void> {
  return (options) => work(openIo(), options)
}

function number(flags: string, about: string, min: number, max: number): Option {
  return new Option(flags, about).argParser(whole(min, max))
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`'${min}…${max}'`)
  }
}

function dayName(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text
  throw new InvalidArgumentError("'2026-11-21'")
}

function day(text: string): Date {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00:00Z` : text)
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError("'2026-11-21'")
  return at
}
