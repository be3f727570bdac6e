/** Every sentence of the page, in both languages, side by side. `{x}` is filled in. */
const WORDS = {
  brand: { zh: '共享', en: 'Gongxiang' },
  title: { zh: '共享 · 练习室', en: 'Gongxiang · Practice room' },
  skip: { zh: '跳到输入框', en: 'Skip to the message box' },
  close: { zh: '关闭', en: 'Close' },
  menu: { zh: '打开侧栏', en: 'Open the side bar' },
  chats: { zh: '聊天', en: 'Chats' },
  messages: { zh: '消息', en: 'Messages' },
  commands: { zh: '命令', en: 'Commands' },
  rehearsal: {
    zh: '这是练习群聊：选一个身份，发消息、拖文件，和真实群里一样。',
    en: 'This is a practice group chat: choose who you are, type, drop files, as in a real group.',
  },
  otherLanguage: { zh: 'English', en: '中文' },
  switchPerson: { zh: '切换身份', en: 'Switch' },
  you: { zh: '你是', en: 'You are' },
  choose: { zh: '你想以谁的身份加入？', en: 'Who would you like to be?' },
  chooseNote: {
    zh: '这是一所示例学校。可以随时切换，也可以开两个窗口扮演两个人。',
    en: 'This is a sample school. Switch at any time, or open two windows and be two people.',
  },
  addOwn: { zh: '添加自己', en: 'Add yourself' },
  name: { zh: '姓名', en: 'Name' },
  role: { zh: '身份', en: 'Role' },
  department: { zh: '教研组', en: 'Department' },
  noDepartment: { zh: '不属于教研组', en: 'No department' },
  join: { zh: '加入', en: 'Join' },
  teacher: { zh: '教师', en: 'Teacher' },
  head: { zh: '教研组长', en: 'Head of department' },
  admin: { zh: '管理员', en: 'Administrator' },
  pupil: { zh: '学生', en: 'Pupil' },
  groupNote: { zh: '{n} 人 · 共享助手在群里', en: '{n} people · Gongxiang is in the group' },
  directName: { zh: '私聊 · 共享助手', en: 'Direct · Gongxiang' },
  directNote: { zh: '只有你和共享助手能看到', en: 'Only you and Gongxiang see this' },
  botName: { zh: '共享助手', en: 'Gongxiang' },
  bot: { zh: '机器人', en: 'bot' },
  placeholder: { zh: '发消息，或输入 / 查看命令', en: 'Message, or type / for commands' },
  send: { zh: '发送', en: 'Send' },
  attach: { zh: '选择文件', en: 'Choose files' },
  mention: { zh: '提到共享助手', en: 'Mention Gongxiang' },
  suggestedquery: { zh: '同事搜过', en: 'Colleagues searched' },
  suggestedtitle: { zh: '资源', en: 'Resource' },
  dropHere: { zh: '松开即可分享', en: 'Let go to share' },
  dropNote: { zh: '发到「{chat}」，单个文件不超过 {mb} MB', en: 'To “{chat}”, at most {mb} MB each' },
  noFolders: { zh: '不能发送文件夹，请打开后选择文件。', en: 'Folders cannot be sent; open it and choose files.' },
  uploading: { zh: '正在上传 {percent}%', en: 'Uploading {percent}%' },
  uploadFailed: { zh: '没有发出去。', en: 'It was not sent.' },
  retry: { zh: '重试', en: 'Try again' },
  cancel: { zh: '取消', en: 'Cancel' },
  ok: { zh: '确定', en: 'OK' },
  dismiss: { zh: '知道了', en: 'Dismiss' },
  download: { zh: '下载', en: 'Download' },
  reply: { zh: '回复', en: 'Reply' },
  replyingTo: { zh: '回复 {name}', en: 'Replying to {name}' },
  like: { zh: '点赞', en: 'Like' },
  recall: { zh: '撤回', en: 'Recall' },
  recallAsk: {
    zh: '撤回这条消息？其中的文件也会退出资源库。',
    en: 'Recall this message? A file in it leaves the library too.',
  },
  recalled: { zh: '{name} 撤回了一条消息', en: '{name} recalled a message' },
  edited: { zh: '已更新', en: 'updated' },
  received: { zh: '已收到', en: 'Received' },
  done: { zh: '已处理', en: 'Done' },
  refused: { zh: '未收录', en: 'Not catalogued' },
  onlyYou: { zh: '只有你能看到', en: 'Only you can see this' },
  alsoDirect: { zh: '在私聊中查看', en: 'See in the direct chat' },
  earlier: { zh: '更早的消息', en: 'Earlier messages' },
  latest: { zh: '↓ 新消息', en: '↓ New messages' },
  offline: { zh: '连接断开，正在重连…', en: 'Disconnected, reconnecting…' },
  today: { zh: '今天', en: 'Today' },
  empty: { zh: '还没有消息', en: 'No messages yet' },
  emptyHelp: {
    zh: '拖一个教案、课件或试卷进来，或者输入 /help。',
    en: 'Drop a lesson plan, slides or a test here, or type /help.',
  },
  samples: { zh: '载入示例文件', en: 'Load sample files' },
  samplesNote: { zh: '{n} 个文件，由示例教师分享', en: '{n} files, shared by the sample teachers' },
  samplesRun: { zh: '正在载入 {done}/{all}', en: 'Loading {done}/{all}' },
  samplesDone: { zh: '示例文件已载入', en: 'Sample files are loaded' },
  mine: { zh: '我', en: 'me' },
  lost: { zh: '连不上服务器，请检查它是否在运行。', en: 'The server cannot be reached; is it running?' },
  failed: { zh: '没有成功，请再试一次。', en: 'That did not work; please try again.' },
}

let lang = 'zh-CN'

/** Chooses the language of the whole page. Returns it. */
export function setLang(wanted) {
  lang = wanted === 'en' ? 'en' : 'zh-CN'
  document.documentElement.lang = lang
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t)
  for (const node of document.querySelectorAll('[data-t-label]')) {
    node.setAttribute('aria-label', t(node.dataset.tLabel))
    if (node.tagName === 'BUTTON') node.title = t(node.dataset.tLabel)
  }
  for (const node of document.querySelectorAll('[data-t-placeholder]')) node.placeholder = t(node.dataset.tPlaceholder)
  return lang
}

export function getLang() {
  return lang
}

/** A sentence of this page. */
export function t(key, values = {}) {
  return say(WORDS[key]).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''))
}

/** A sentence from the server, which comes in both languages. */
export function say(text) {
  return lang === 'en' ? text.en : text.zh
}

/** `12 KB`; units of 1024 bytes. */
export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}

export function timeText(iso) {
  return new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(iso))
}

export function dayText(iso) {
  const day = new Date(iso)
  if (day.toDateString() === new Date().toDateString()) return t('today')
  return new Intl.DateTimeFormat(lang, { month: 'long', day: 'numeric', weekday: 'short' }).format(day)
}
