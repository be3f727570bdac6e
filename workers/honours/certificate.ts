import { Readable } from 'node:stream'
import { type Certificate, findCertificate } from '#db/honours/certificates.ts'
import { getSchool } from '#db/rows/people.ts'
import { directPlace, tellMember } from '#db/rows/tell.ts'
import type { Lang } from '#kit/lang.ts'
import { say } from '#kit/lang.ts'
import type { Workshop } from '../context.ts'
import type { Outcome } from '../jobs.ts'
import { drawCertificate } from '../pdf/certificate.ts'

/** A certificate is far below this. */
const MAX_BYTES = 5_000_000

/**
 * Draws an issued certificate, keeps its bytes, and hands the file to its owner in their direct chat. A second run with
 * the same `ask` says nothing twice.
 */
export async function makeCertificate(
  shop: Workshop,
  { schoolId, number, ask }: { schoolId: string; number: string; ask: string },
): Promise<Outcome> {
  const certificate = await findCertificate(shop.db, number)
  if (certificate?.school_id !== schoolId || certificate.revoked_at !== null) return { skipped: 'no such certificate' }
  const lang = await langOfOwner(shop, certificate)
  const file = await kept(shop, certificate, lang)
  const chatId = await shop.db.transaction().execute((trx) =>
    tellMember(trx, schoolId, certificate.member_id, {
      key: `certificate:${number}:${ask}`,
      now: shop.clock.now(),
      atOnce: true,
      view: (t) => ({
        title: t({ zh: certificate.title_zh, en: certificate.title_en }),
        blocks: [
          { kind: 'file', resource: 0, name: `${number}.pdf`, size: file.size, sha256: file.sha256 },
          {
            kind: 'note',
            text: t({
              zh: `证书编号 ${number}。任何人都可以核验：${addressOf(shop, number) ?? `本校共享助手网页 /verify/${number}`}`,
              en: `Number ${number}. Anybody can verify it: ${addressOf(shop, number) ?? `/verify/${number} on the school’s page`}`,
            }),
          },
        ],
      }),
    }),
  )
  if (chatId === undefined) return { skipped: 'it was handed over before, or there is no direct chat' }
  await shop.ring('chat.post', { schoolId, chatId })
  return { done: true }
}

async function kept(shop: Workshop, certificate: Certificate, lang: Lang): Promise<{ sha256: string; size: number }> {
  const before = certificate.blob_sha256
  if (before !== null && certificate.size !== null && (await shop.blobs.has(certificate.school_id, before))) {
    return { sha256: before, size: certificate.size }
  }
  const school = await getSchool(shop.db, certificate.school_id)
  const address = addressOf(shop, certificate.number)
  const bytes = await drawCertificate({
    heading: say(lang, { zh: '荣誉证书', en: 'Certificate of Honour' }),
    name: certificate.name,
    title: say(lang, { zh: certificate.title_zh, en: certificate.title_en }),
    body: say(lang, { zh: certificate.body_zh, en: certificate.body_en }),
    issuer: say(lang, { zh: certificate.issuer, en: school.name_en || certificate.issuer }),
    date: dateOf(certificate.issued_on, lang),
    number: say(lang, { zh: `证书编号 ${certificate.number}`, en: `No. ${certificate.number}` }),
    verify:
      address === undefined
        ? say(lang, {
            zh: `在本校共享助手的网页 /verify/${certificate.number} 核验`,
            en: `Verify at /verify/${certificate.number} on the school’s page`,
          })
        : say(lang, { zh: `扫码或打开 ${address} 核验`, en: `Scan, or open ${address} to verify` }),
    ...(address !== undefined && { address }),
  })
  const stored = await shop.blobs.put(certificate.school_id, Readable.from([bytes]), { maxBytes: MAX_BYTES })
  await shop.db
    .updateTable('certificate')
    .set({ blob_sha256: stored.sha256, size: stored.size })
    .where('number', '=', certificate.number)
    .execute()
  return stored
}

async function langOfOwner(shop: Workshop, certificate: Certificate): Promise<Lang> {
  const place = await directPlace(shop.db, certificate.school_id, certificate.member_id)
  const locale = place?.member_locale ?? place?.chat_locale ?? place?.school_locale
  return locale === 'en' ? 'en' : 'zh-CN'
}

function addressOf(shop: Workshop, number: string): string | undefined {
  return shop.publicUrl && `${shop.publicUrl.replace(/\/+$/, '')}/verify/${number}`
}

/** `2026年11月21日` / `21 November 2026`. */
function dateOf(day: string, lang: Lang): string {
  const [year, month, date] = day.split('-').map(Number)
  if (lang !== 'en') return `${year}年${month}月${date}日`
  const name = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
  return `${date} ${name} ${year}`
}
