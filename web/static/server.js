import { getLang, say, t } from './words.js'

const BASE = '/practice/api'

/** What the server refused, or that it could not be reached; `message` is ready to show. */
export class Refused extends Error {
  constructor(message, hint, code) {
    super(hint ? `${message} ${hint}` : message)
    this.code = code
  }
}

/** A key per deed: what is sent twice because the line broke happens once. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export async function get(path, query = {}) {
  return answer(() => fetch(`${BASE}${path}?${new URLSearchParams(query)}`, { cache: 'no-store' }))
}

export async function post(path, body) {
  return answer(() =>
    fetch(`${BASE}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

async function answer(send) {
  let response
  try {
    response = await send()
  } catch {
    throw new Refused(t('lost'), undefined, 'lost')
  }
  const body = await response.json().catch(() => undefined)
  if (response.ok) return body
  throw refusal(body)
}

function refusal(body) {
  const error = body?.error
  if (!error) return new Refused(t('failed'), undefined, 'failed')
  return new Refused(say(error.message), error.hint && say(error.hint), error.code)
}

/** Sends a file; `onProgress` gets 0 to 1. Returns the promise and a way to stop. A file above the limit sends no bytes. */
export function upload(query, file, maxBytes, onProgress) {
  const request = new XMLHttpRequest()
  const done = new Promise((resolve, reject) => {
    request.open('POST', `${BASE}/files?${new URLSearchParams({ ...query, name: file.name, size: file.size })}`)
    request.responseType = 'json'
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    })
    request.addEventListener('load', () =>
      request.status < 300 ? resolve(request.response) : reject(refusal(request.response)),
    )
    request.addEventListener('error', () => reject(new Refused(t('lost'), undefined, 'lost')))
    request.addEventListener('abort', () => reject(new Refused(t('uploadFailed'), undefined, 'stopped')))
    request.send(file.size > maxBytes ? null : file)
  })
  return { done, stop: () => request.abort() }
}

export function fileLink(postId, sha256, as) {
  return `${BASE}/files/${postId}/${sha256}?${new URLSearchParams({ as })}`
}

/** The address of a resource's picture, as this person may see it. */
export function previewLink(id, as) {
  return `${BASE}/previews/${encodeURIComponent(id)}?${new URLSearchParams({ as })}`
}

/**
 * Follows the room from change `after`. Calls back with each post, with `room` when people changed, with `reset` when
 * everything must be loaded again, and with whether the line is up. Connects again by itself; returns a stop function.
 */
export function follow(as, after, { onPost, onRoom, onReset, onLine }) {
  let source
  let timer
  let quiet
  let failures = 0
  let last = after
  const alive = () => {
    clearTimeout(quiet)
    // Two of the server's 20-second beats missed: the line is dead although nobody said so.
    quiet = setTimeout(again, 45_000)
  }
  const again = () => {
    source.close()
    clearTimeout(quiet)
    clearTimeout(timer)
    onLine(false)
    timer = setTimeout(connect, Math.min(500 * 2 ** failures, 8000))
    failures += 1
  }
  const connect = () => {
    source = new EventSource(`${BASE}/live?${new URLSearchParams({ as, after: last, lang: getLang() })}`)
    source.addEventListener('hello', () => {
      failures = 0
      onLine(true)
      alive()
    })
    source.addEventListener('post', (event) => {
      alive()
      const changed = JSON.parse(event.data)
      last = changed.change
      onPost(changed)
    })
    source.addEventListener('beat', alive)
    source.addEventListener('room', () => {
      alive()
      onRoom()
    })
    source.addEventListener('reset', () => {
      source.close()
      clearTimeout(quiet)
      onReset()
    })
    source.addEventListener('error', again)
  }
  connect()
  return () => {
    source.close()
    clearTimeout(timer)
    clearTimeout(quiet)
  }
}
