import { z } from 'zod'
import { searchResources } from '#db/search/search.ts'
import { guestOf, schoolsThatShare, viewerOf } from '#db/sharing.ts'
import { UserFacingError } from '#kit/errors.ts'
import { sentence } from '#workers/view.ts'
import { shortClassification } from '#workers/view-receipt.ts'
import { defineCommand } from './command.ts'

/** Schools that are asked, and hits that are shown. A district has some dozens of schools. */
const SCHOOLS = 60
const SHOWN = 8

export const elsewhere = defineCommand({
  name: 'elsewhere',
  aliases: ['外校', '兄弟学校', '集团资源'],
  summary: { zh: '找其他学校愿意共享的资源', en: 'What other schools share with yours' },
  usage: { zh: '/elsewhere 关键词', en: '/elsewhere words' },
  examples: ['/外校 分数 教案'],
  who: ['teacher', 'head', 'admin'],
  args: z.object({ text: z.string().trim().max(200).default('') }),
  fromText: (rest) => ({ text: rest.trim() }),
  async run({ text }, ctx) {
    const { t, db, now } = ctx
    if (text === '') {
      throw new UserFacingError('what_for', {
        zh: '请写上要找什么，例如：/外校 分数 教案',
        en: 'Say what you look for, such as: /elsewhere fractions lesson plan',
      })
    }
    const viewer = viewerOf(ctx.member)
    const found = []
    for (const school of await schoolsThatShare(db, viewer, SCHOOLS)) {
      const guest = guestOf(viewer, school.id)
      if (!guest) continue
      const { hits } = await searchResources(db, guest, { text, now, limit: SHOWN, offset: 0 })
      found.push(...hits.map((hit) => ({ hit, school })))
    }
    if (found.length === 0) {
      return {
        view: sentence(t({ zh: '其他学校还没有共享这样的资源。', en: 'Other schools share nothing like it yet.' }), {
          note: t({ zh: '本校的：/search', en: 'In your own school: /search' }),
        }),
      }
    }
    const best = found.sort((one, other) => other.hit.score - one.hit.score).slice(0, SHOWN)
    return {
      view: {
        title: t({ zh: '其他学校的资源', en: 'From other schools' }),
        blocks: [
          {
            kind: 'list',
            numbered: true,
            items: best.map(({ hit, school }) => ({
              title: hit.title,
              detail: `${shortClassification(t, hit)} · ${t({ zh: school.name, en: school.name_en })} ${hit.authorName} · #${hit.id}`,
              actions: [
                { label: t({ zh: '下载', en: 'Download' }), command: 'download', args: { id: String(hit.id) } },
              ],
            })),
          },
        ],
        about: { list: best.map(({ hit }) => hit.id) },
      },
    }
  },
})
