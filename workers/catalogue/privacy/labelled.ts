/**
 * Labelled texts for the privacy check, written before it was run on them. Every person, number and address is made up;
 * check digits are computed so that they are right. `[what it is, file name, text, flags that must come]`.
 */
export type Labelled = readonly [what: string, fileName: string, text: string, flags: readonly string[]]

/** An ID card number from its first 17 digits (GB 11643-1999, weights written out). */
export function idOf(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0)
  return first17 + '10X98765432'[sum % 11]
}

/** A card number from all digits but the last (Luhn). */
export function cardOf(digits: string): string {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at])
    sum += at % 2 === 1 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9
  }
  return `${digits}${(10 - (sum % 10)) % 10}`
}

const PUPILS =
  '陈雨欣 刘子涵 黄俊杰 周思琪 吴浩然 徐梦瑶 孙嘉怡 朱梓轩 胡宇航 郭诗雨 林子墨 何欣妍 高博文 罗紫萱 梁家豪 宋雨桐 唐睿 许佳琪 邓志强 冯晓燕 韩天宇 曹雪 彭浩 曾可欣 肖楠 田甜 董浩宇 袁梦 潘婷 于洋 欧阳静怡 司马俊 余乐 杜鹃 叶青 程诺 魏然 蒋欣怡 蔡明哲 沈悦'.split(
    ' ',
  )

/** `n` rows, cells joined by `by`; marks vary but are the same on every run. */
function rows(n: number, by: string, cells: (name: string, at: number) => (string | number)[]): string {
  return PUPILS.slice(0, n)
    .map((name, at) => cells(name, at).join(by))
    .join('\n')
}
const mark = (at: number, salt = 0) => 58 + ((at * 17 + salt * 29) % 42)
const phone = (at: number) =>
  `1${['38', '59', '86', '77', '36'][at % 5]}${String(20_571_394 + at * 1_373_917).slice(0, 8)}`
const id = (at: number) =>
  idOf(`33010620${14 + (at % 3)}0${1 + (at % 9)}1${at % 10}${String(201 + at).padStart(3, '0')}`)

export const PERSONAL_TEXTS: readonly Labelled[] = [
  // pupils' marks
  [
    'a sheet of marks',
    '三（2）班期中成绩.xlsx',
    `三（2）班期中考试成绩\n序号\t姓名\t语文\t数学\t英语\t总分\n${rows(38, '\t', (n, i) => [i + 1, n, mark(i), mark(i, 1), mark(i, 2), mark(i) + mark(i, 1) + mark(i, 2)])}`,
    ['pupil_list'],
  ],
  [
    'marks with pupil numbers',
    '2026级学号成绩表.xls',
    `学号\t姓名\t平时\t期末\t总评\n${rows(30, '\t', (n, i) => [`202601${String(i + 1).padStart(2, '0')}`, n, mark(i), mark(i, 3), mark(i, 5)])}`,
    ['pupil_list'],
  ],
  [
    'csv of marks',
    'scores.csv',
    `姓名,语文,数学\n${rows(20, ',', (n, i) => [n, mark(i), mark(i, 1)])}`,
    ['pupil_list'],
  ],
  [
    'csv with semicolons',
    '登分.csv',
    `考号;姓名;得分;名次\n${rows(25, ';', (n, i) => [20_260_101 + i, n, mark(i), i + 1])}`,
    ['pupil_list'],
  ],
  [
    'a docx table of marks only',
    '成绩单.docx',
    `八年级物理单元测验成绩单\n姓名\t得分\n${rows(12, '\t', (n, i) => [n, mark(i)])}`,
    ['pupil_list'],
  ],
  [
    'two lists side by side',
    '五3班数学成绩.docx',
    `姓名\t成绩\t姓名\t成绩\n${rows(20, '\t', (n, i) => [n, mark(i), PUPILS[39 - i] ?? '', mark(i, 2)])}`,
    ['pupil_list'],
  ],
  [
    'grades in words',
    '综合素质评价.xlsx',
    `姓名\t体育\t音乐\t美术\t等级\n${rows(18, '\t', (n, i) => [n, ['优', '良', '合格'][i % 3] ?? '', '优', '良', 'A'])}`,
    ['pupil_list'],
  ],
  [
    'letters as grades',
    '期末等级.xlsx',
    `班级\t姓名\t语文等级\t数学等级\n${rows(15, '\t', (n, i) => ['四1', n, 'ABC'[i % 3] ?? '', 'A'])}`,
    ['pupil_list'],
  ],
  [
    'pdf text of marks',
    '高一12班月考.pdf',
    `高一（12）班第一次月考成绩\n姓名 语文 数学 英语 物理 总分 班级名次\n${rows(24, ' ', (n, i) => [n, mark(i), mark(i, 1), mark(i, 2), mark(i, 3), 300 + i, i + 1])}`,
    ['pupil_list'],
  ],
  ['pdf text a cell a line', '成绩.pdf', `姓名\n成绩\n${rows(16, '\n', (n, i) => [n, mark(i)])}`, ['pupil_list']],
  [
    'half points',
    '作文得分.xlsx',
    `姓名\t作文得分\n${rows(10, '\t', (n, i) => [n, `${mark(i) / 2}`])}`,
    ['pupil_list'],
  ],
  [
    'spaced short names',
    '体育中考.xlsx',
    `姓 名\t性别\t跑步\t总分\n${rows(20, '\t', (n, i) => [n.length === 2 ? `${n[0]}　${n[1]}` : n, '男', mark(i), mark(i, 1)])}`,
    ['pupil_list'],
  ],
  ['no heading, named so', '三年级2班语文期末成绩.txt', rows(14, ' ', (n, i) => [n, mark(i)]), ['pupil_list']],
  [
    'markdown table',
    '成绩.md',
    `| 姓名 | 分数 |\n|---|---|\n${rows(9, '', (n, i) => [`| ${n} | ${mark(i)} |`])}`,
    ['pupil_list'],
  ],
  [
    'an analysis with a list inside',
    '期中质量分析.docx',
    `本次考试难度适中，平均分 82.3，优秀率 41%。${'从答题情况看，基础题得分较高，应用题失分较多，原因是审题不细。'.repeat(6)}\n姓名\t语文\t数学\t总分\n${rows(36, '\t', (n, i) => [n, mark(i), mark(i, 1), mark(i) + mark(i, 1)])}\n后续措施：${'加强课堂练习，面批面改。'.repeat(5)}`,
    ['pupil_list'],
  ],
  [
    'weak pupils with marks',
    '学困生帮扶名单.docx',
    `学困生名单\n序号\t学生姓名\t上次成绩\t本次成绩\t帮扶教师\n${rows(8, '\t', (n, i) => [i + 1, n, 30 + i, 45 + i, '任课教师'])}`,
    ['pupil_list'],
  ],
  [
    'ranks only',
    '年级排名.xlsx',
    `姓名\t班名\t级名\n${rows(22, '\t', (n, i) => [n, i + 1, i * 3 + 2])}`,
    ['pupil_list'],
  ],
  [
    'heights and weights of pupils with numbers',
    '体质健康测试.xlsx',
    `学籍号\t姓名\t性别\t身高\t体重\t50米跑\t总分\n${rows(30, '\t', (n, i) => [`G3301${i}`, n, '女', 130 + i, 30 + i, 9.1, mark(i)])}`,
    ['pupil_list'],
  ],
  [
    'a roll with birthdays',
    '花名册.xlsx',
    `学号\t姓名\t性别\t出生日期\t民族\n${rows(35, '\t', (n, i) => [i + 1, n, i % 2 ? '男' : '女', `2015-0${1 + (i % 9)}-12`, '汉'])}`,
    ['pupil_list'],
  ],
  ['a compact table of five', '小组成绩.xlsx', `姓名\t得分\n${rows(6, '\t', (n, i) => [n, mark(i)])}`, ['pupil_list']],
  [
    'absent pupils in between',
    '数学周测.xlsx',
    `姓名\t周测1\t周测2\t周测3\n${rows(20, '\t', (n, i) => [n, mark(i), i % 4 === 0 ? '缺考' : mark(i, 1), mark(i, 2)])}`,
    ['pupil_list'],
  ],
  [
    'minority names among them',
    '成绩表.xlsx',
    `姓名\t语文\t数学\n阿依古丽·买买提\t88\t91\n古丽·艾山\t85\t80\n${rows(10, '\t', (n, i) => [n, mark(i), mark(i, 1)])}`,
    ['pupil_list'],
  ],
  ['with 分 behind', '听写.docx', `姓名 得分\n${rows(15, ' ', (n, i) => [n, `${mark(i)}分`])}`, ['pupil_list']],
  [
    'entrance marks',
    '录取.xlsx',
    `准考证号\t考生姓名\t中考总分\n${rows(28, '\t', (n, i) => [`26330${String(i).padStart(4, '0')}`, n, 480 + i])}`,
    ['pupil_list'],
  ],
  // phones
  [
    'parents and phones',
    '家长通讯录.xlsx',
    `学生姓名\t家长\t电话\n${rows(20, '\t', (n, i) => [n, `${n[0]}建国`, phone(i)])}`,
    ['personal_phone'],
  ],
  ['two parents’ numbers', '接送登记.docx', `陈雨欣 父亲：${phone(1)} 母亲：${phone(2)}`, ['personal_phone']],
  ['one parent', '学生信息.docx', `刘子涵 家长电话：${phone(3)}`, ['personal_phone']],
  ['one own mobile', '个人简历.docx', `姓名：黄俊杰\n手机：${phone(4)}\n学历：本科`, ['personal_phone']],
  ['with hyphens', '班委.txt', `周思琪 138-2057-1394\n吴浩然 159-2194-5311`, ['personal_phone']],
  ['with spaces', '报名.docx', `徐梦瑶 138 2057 1394\n孙嘉怡 186 2331 9228`, ['personal_phone']],
  ['with +86', '名单.txt', '朱梓轩 +86 13820571394\n胡宇航 +8615921945311', ['personal_phone']],
  [
    'full-width digits',
    '联系表.docx',
    '郭诗雨　１３８２０５７１３９４\n林子墨　１５９２１９４５３１１',
    ['personal_phone'],
  ],
  [
    'teachers’ directory',
    '教师通讯录.xlsx',
    `姓名\t学科\t手机\n${rows(12, '\t', (n, i) => [n, '语文', phone(i)])}`,
    ['personal_phone'],
  ],
  [
    'a register for a trip',
    '研学报名表.xlsx',
    `序号\t姓名\t身高\t紧急联系人电话\n${rows(9, '\t', (n, i) => [i + 1, n, 140 + i, phone(i)])}`,
    ['personal_phone'],
  ],
  ['name in brackets', '通知.docx', `负责接送：${phone(5)}（何欣妍）、${phone(6)}（高博文）`, ['personal_phone']],
  ['a thesis with its author', '论文.docx', `作者：罗紫萱 ${phone(7)}\n摘要：本文研究核心素养。`, ['personal_phone']],
  ['csv of phones', 'contacts.csv', `name,phone\n${rows(5, ',', (n, i) => [n, phone(i)])}`, ['personal_phone']],
  ['home visit notes', '家访记录.docx', `家访对象：梁家豪。其母亲手机${phone(8)}，父亲常年在外。`, ['personal_phone']],
  ['guardian in a form', '入学登记.docx', `学生：宋雨桐　监护人：宋立新　联系电话：${phone(9)}`, ['personal_phone']],
  ['text messages', '群发名单.txt', [phone(1), phone(2), phone(3), phone(4)].join('\n'), ['personal_phone']],
  [
    'seats and phones',
    '座位表.xlsx',
    `许佳琪\t${phone(2)}\t邓志强\t${phone(3)}\n冯晓燕\t${phone(4)}\t韩天宇\t${phone(5)}`,
    ['personal_phone'],
  ],
  [
    'dormitory',
    '住宿生.xlsx',
    `寝室\t姓名\t家长联系电话\n${rows(8, '\t', (n, i) => [301 + i, n, phone(i)])}`,
    ['personal_phone'],
  ],
  [
    'marks and phones',
    '班级信息.xlsx',
    `姓名\t语文\t数学\t家长电话\n${rows(16, '\t', (n, i) => [n, mark(i), mark(i, 1), phone(i)])}`,
    ['personal_phone', 'pupil_list'],
  ],
  ['one pupil’s own', '联系卡.txt', `学生手机 ${phone(6)}`, ['personal_phone']],
  // ID numbers
  ['one ID number', '证明.docx', `兹证明彭浩（身份证号：${id(1)}）系我校学生。`, ['personal_id']],
  ['a register of IDs', '学籍信息.xlsx', `姓名\t身份证号\n${rows(20, '\t', (n, i) => [n, id(i)])}`, ['personal_id']],
  ['ending in X', '表.txt', `曾可欣 ${idOf('11010519491231002')}`, ['personal_id']],
  ['lower-case x', '表.txt', `肖楠 ${idOf('11010519491231002').toLowerCase()}`, ['personal_id']],
  ['without any word', 'a.txt', `${id(3)}\n${id(4)}\n${id(5)}\n${id(6)}`, ['personal_id']],
  ['with spaces', '信息.docx', `身份证 ${id(7).slice(0, 6)} ${id(7).slice(6, 14)} ${id(7).slice(14)}`, ['personal_id']],
  ['in a sentence', '情况说明.docx', `学生田甜，女，身份证号码为${id(8)}，现就读于我校。`, ['personal_id']],
  [
    'full-width',
    '信息.txt',
    `证件号：${id(2).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))}`,
    ['personal_id'],
  ],
  ['fifteen digits', '老教师名册.docx', '董浩宇 身份证号：330106680512201', ['personal_id']],
  [
    'teachers’ qualification list',
    '教师资格.xlsx',
    `姓名\t证件号码\t学科\n${rows(6, '\t', (n, i) => [n, id(i + 10), '数学'])}`,
    ['personal_id'],
  ],
  [
    'ID and phone',
    '监考人员.xlsx',
    `姓名\t身份证号\t手机号\n${rows(7, '\t', (n, i) => [n, id(i), phone(i)])}`,
    ['personal_id', 'personal_phone'],
  ],
  [
    'ID, phone, address',
    '新生登记.xlsx',
    `姓名\t身份证号码\t家庭住址\t家长电话\n${rows(10, '\t', (n, i) => [n, id(i), `杭州市西湖区文三路${20 + i}号${1 + i}幢${200 + i}室`, phone(i)])}`,
    ['personal_id', 'personal_phone', 'personal_address', 'pupil_list'],
  ],
  ['exam permits', '准考证.docx', `姓名：袁梦\n准考证号：2633010512\n身份证号：${id(9)}`, ['personal_id']],
  [
    'many in the lesson’s file',
    '数字编码学生作业.docx',
    `数字编码 校验码\n${rows(20, '\t', (n, i) => [n, id(i)])}`,
    ['personal_id'],
  ],
  // banks
  ['a pay card', '工资卡.xlsx', `姓名\t工资卡号\n潘婷\t${cardOf('622848040256489001')}`, ['personal_bank']],
  [
    'bursary accounts',
    '助学金发放.xlsx',
    `姓名\t开户行\t银行卡号\n${rows(6, '\t', (n, i) => [n, '农业银行', cardOf(`62284804025648900${i}`)])}`,
    ['personal_bank'],
  ],
  [
    'in fours',
    '报销.docx',
    `开户银行：工商银行 卡号 ${(cardOf('622202120000567')).replace(/(\d{4})(?=\d)/g, '$1 ')}`,
    ['personal_bank'],
  ],
  ['nineteen digits', '补贴.txt', `收款账户：于洋 建设银行 ${cardOf('621700141000123456')}`, ['personal_bank']],
  // addresses
  [
    'homes of a class',
    '家庭住址.xlsx',
    `姓名\t家庭住址\n${rows(9, '\t', (n, i) => [n, `幸福路${10 + i}号${i + 1}单元${101 + i}室`])}`,
    ['personal_address'],
  ],
  [
    'one filled-in form',
    '家访表.docx',
    '学生姓名：欧阳静怡\n家庭住址：绍兴市越城区解放路88号3幢402室\n',
    ['personal_address'],
  ],
  [
    'villages',
    '走访.xlsx',
    `学生\t现住址\n${rows(6, '\t', (n, i) => [n, `大塘镇石桥村${i + 2}组${15 + i}号`])}`,
    ['personal_address'],
  ],
  ['estates', '住户.docx', `姓名：司马俊\n现住地址：阳光花园12幢2单元501室`, ['personal_address']],
]
