/** Asks every few seconds where the account stands, and shows the code that is to be scanned now. */
const EVERY_MS = 3000
const byId = (id) => document.getElementById(id)
const code = byId('code')
const stage = document.querySelector('.stage')

function show({ is, sentence, detail = '', picture }) {
  stage.dataset.is = is
  byId('zh').textContent = sentence.zh
  byId('en').textContent = sentence.en
  byId('detail').textContent = detail
  code.hidden = picture === undefined
  if (picture === undefined) code.removeAttribute('src')
  else if (code.getAttribute('src') !== picture) code.src = picture
}

async function ask() {
  try {
    const response = await fetch(`${location.pathname.replace(/\/$/, '')}/state`, { cache: 'no-store' })
    if (!response.ok) throw new Error(String(response.status))
    show(await response.json())
  } catch {
    show({
      is: 'offline',
      sentence: { zh: '暂时连不上服务器，会自动重试。', en: 'The server does not answer; trying again.' },
    })
  } finally {
    setTimeout(ask, EVERY_MS)
  }
}

ask()
