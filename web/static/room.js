import { startComposer } from './composer.js'
import { byId, el } from './dom.js'
import { choosePerson } from './people.js'
import { follow, get, post } from './server.js'
import { drawSide, startSide } from './side.js'
import { state, takePost, takeRoom } from './state.js'
import { drawAll, startStream } from './stream.js'
import { startDrop } from './uploads.js'
import { getLang, setLang } from './words.js'

const offline = byId('offline')
let stop = () => undefined

/** Who one is: the address says so, or this window remembers, or this browser does. */
function remembered() {
  return (
    new URLSearchParams(location.search).get('as') ??
    sessionStorage.getItem('person') ??
    localStorage.getItem('person') ??
    ''
  )
}

function remember(person) {
  sessionStorage.setItem('person', person)
  localStorage.setItem('person', person)
  const address = new URL(location.href)
  address.searchParams.delete('as')
  history.replaceState(null, '', address)
}

/** Loads the room as `person` and follows it. Without a person, asks who one is. */
async function enter(person) {
  const room = await load(person)
  if (localStorage.getItem('lang') === null) setLang(room.school.locale)
  stop()
  takeRoom(room)
  if (!state.me) {
    const chosen = await choosePerson()
    return enter(chosen ?? '')
  }
  remember(state.me.id)
  stop = follow(state.me.id, room.after, {
    onPost: takePost,
    onRoom: async () => {
      const fresh = await load(state.me.id)
      state.room = { ...state.room, people: fresh.people, departments: fresh.departments }
      drawSide()
    },
    onReset: () => enter(state.me.id),
    onLine: (up) => {
      offline.hidden = up
    },
  })
  byId('text').focus()
}

/** The server may be starting: asks until it answers. */
async function load(person) {
  for (let failures = 0; ; failures += 1) {
    try {
      const room = await get('/room', { as: person })
      offline.hidden = true
      return room
    } catch (error) {
      if (error.code === 'token_needed' || error.code === 'host_unknown') {
        document.body.replaceChildren(el('p', { class: 'welcome' }, error.message))
        throw error
      }
      offline.hidden = false
      await new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** failures, 8000)))
    }
  }
}

async function switchPerson() {
  const chosen = await choosePerson()
  if (chosen && chosen !== state.me?.id) await enter(chosen)
}

byId('lang').addEventListener('click', () => {
  localStorage.setItem('lang', setLang(getLang() === 'en' ? 'zh-CN' : 'en'))
  // The bot speaks the page's language too; a page that can not reach the server keeps its own.
  if (state.me) post('/language', { as: state.me.id, lang: getLang() }).catch(() => undefined)
  drawSide()
  drawAll()
})

setLang(localStorage.getItem('lang') ?? 'zh-CN')
startSide(switchPerson)
startStream()
startComposer()
startDrop()
await enter(remembered())
