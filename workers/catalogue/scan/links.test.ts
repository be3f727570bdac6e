import { expect, test } from 'vitest'
import { findLinks, suspicionOf } from './links.ts'

const BAD: [string, string][] = [
  ['javascript:alert(1)', 'scheme'],
  ['JaVaScRiPt:alert(1)', 'scheme'],
  ['java\tscript:alert(1)', 'scheme'],
  ['vbscript:msgbox(1)', 'scheme'],
  ['data:text/html,<script>1</script>', 'scheme'],
  ['ms-msdt:/id PCWDiagnostic', 'scheme'],
  ['search-ms:query=a&crumb=location:\\\\203.0.113.9', 'scheme'],
  ['file:///C:/Windows/System32/calc.exe', 'program'],
  ['file://203.0.113.7/share/a.docx', 'server'],
  ['\\\\evil.example\\share\\a.docx', 'server'],
  ['http://203.0.113.7/login', 'address'],
  ['http://3405803783/login', 'address'],
  ['http://[2001:db8::1]/a', 'address'],
  ['https://www.icbc.com.cn@evil.example/', 'account'],
  ['https://user:pass@example.com/', 'account'],
  ['https://аpple.com/', 'script'],
  ['https://xn--pple-43d.com/', 'script'],
  ['https://ápple.example/', 'script'],
  ['https://t.cn/A6abc', 'short'],
  ['https://bit.ly/3xyz', 'short'],
  ['http://dwz.cn/abc', 'short'],
  ['https://example.com/setup.exe', 'program'],
  ['https://example.com/app.apk?from=qq', 'program'],
  ['http://example.com/a.SCR', 'program'],
  ['https://login.weixin.qq.com.evil.example/', 'copied'],
]
const GOOD = [
  'https://www.zxx.edu.cn/syncClassroom/classActivity?activityId=1',
  'https://basic.smartedu.cn/',
  'https://pan.baidu.com/s/1abcDEF',
  'https://mp.weixin.qq.com/s/abc',
  'https://www.bilibili.com/video/BV1xx411c7mD',
  'https://v.qq.com/x/page/a.html',
  'https://docs.qq.com/doc/DQ',
  'http://教育.中国/',
  'https://xn--fiqs8s.xn--fiqs8s/',
  'https://example.com/教案.docx',
  'https://example.com/lib/jquery.min.js',
  'javascript:void(0);',
  'javascript: void(0)',
  'javascript:;',
  'javascript:window.print();',
  'javascript:scroll(0,200)',
  'javascript:history.back()',
  'https://example.com/a.zip',
  'http://192.168.1.10/share',
  'http://localhost:3000/',
  'file:///D:/课件/video.mp4',
  'mailto:li@example.com',
  'tel:057112345678',
  '#幻灯片 3',
  'slide3.xml',
  'https://www.example.com.cn/index.jsp',
]

for (const [link, why] of BAD) test(`suspicious: ${link}`, () => expect(suspicionOf(link)).toBe(why))

test('ordinary links of teachers are not suspicious', () => {
  expect(GOOD.filter((link) => suspicionOf(link) !== undefined)).toEqual([])
})

test('links are found in running Chinese text, and shown by their host only', () => {
  const found = findLinks('资料在这里：http://203.0.113.7/secret/path?key=1，下载后打开。', [
    'https://a:b@evil.example/x',
  ])
  expect(found).toEqual({
    flag: 'suspicious_link',
    count: 2,
    samples: ['https://evil.example…', 'http://203.0.113.7…'],
  })
})
