import type { Action, Block, View } from '#workers/view.ts'

/** Markup that must stay text wherever it is shown. */
export const HOSTILE = '<img src=x onerror="window.hit=1"><b>粗</b>&lt;'

const actions = (label: string): Action[] => [
  { label, command: 'help', args: { page: '2' }, style: 'primary' },
  { label: '撤回', command: 'withdraw', args: { id: '128' }, style: 'danger', confirm: '撤回这份资源吗？' },
]

/** One of each kind of block, with every optional part; a new kind is a type error until it is here. */
export function gallery(word: string, file: { sha256: string; size: number; name: string }): View[] {
  const blocks: { [K in Block['kind']]: Extract<Block, { kind: K }> } = {
    text: { kind: 'text', text: `${word} 第一行\n第二行`, style: 'strong' },
    fields: {
      kind: 'fields',
      fields: [
        { label: `学科 ${word}`, value: `数学 ${word}` },
        { label: '积分', value: '+12.00', note: `教案 8 × 空白单元 1.5 = 12.00 ${word}` },
      ],
    },
    list: {
      kind: 'list',
      numbered: true,
      items: [
        {
          title: `三年级数学上册《分数的初步认识》教案 ${word}`,
          detail: `李老师 · 11月21日 · 下载 3 次 ${word}`,
          why: `题目含“分数” ${word}`,
          snippet: [{ text: `会读写${word}` }, { text: `分数${word}`, hit: true }, { text: '，知道各部分的名称' }],
          actions: actions(`下载 ${word}`),
        },
        { title: '分数的简单计算 练习' },
      ],
    },
    ranking: {
      kind: 'ranking',
      unit: `分${word}`,
      rows: [
        { rank: 1, name: `李老师${word}`, amount: '33.12', note: `数学教研组${word}` },
        { rank: 2, name: '王老师', amount: '20.00', mine: true },
        { rank: 2, name: '张老师', amount: '20.00' },
        { rank: 4, name: '陈组长', amount: '8.00' },
      ],
    },
    file: { kind: 'file', resource: 128, ...file, name: `${word}${file.name}` },
    chart: {
      kind: 'chart',
      title: `近八周贡献 ${word}`,
      points: [3, 5, 2, 8, 12, 9, 14, 11].map((value, index) => ({ label: `第${index + 1}周${word}`, value })),
    },
    form: {
      kind: 'form',
      submit: { label: `保存 ${word}`, command: 'correct', args: { id: '128' }, style: 'primary' },
      fields: [
        {
          kind: 'choice',
          name: 'subject',
          label: `学科 ${word}`,
          value: 'math',
          options: [
            { value: 'chinese', label: '语文' },
            { value: 'math', label: `数学 ${word}` },
          ],
        },
        { kind: 'input', name: 'unit', label: `单元 ${word}`, value: `分数 ${word}`, placeholder: word, max: 400 },
      ],
    },
    actions: { kind: 'actions', actions: actions(`看帮助 ${word}`) },
    note: { kind: 'note', text: `编号 128 ${word}` },
  }
  const tones = ['plain', 'good', 'warn', 'bad'] as const
  return Object.values(blocks).map((block, index) => ({
    title: `${block.kind} ${word}`,
    tone: tones[index % tones.length] ?? 'plain',
    blocks: [block],
  }))
}
