import { listGroups } from '#db/practice/groups.ts'
import { BOT_NAME, directChatId } from '#db/practice/names.ts'
import { listDepartments, listPeople } from '#db/practice/people.ts'
import { lastChange, listPosts } from '#db/practice/posts.ts'
import { getSchool } from '#db/rows/people.ts'
import { postJson } from './json.ts'
import type { PracticeParts } from './routes.ts'

/** Posts of each chat that a page begins with. */
const FIRST = 50

/** Everything a page needs to begin: who one can be, and, once one is somebody, the chats and where to follow from. */
export async function describeRoom(web: PracticeParts, as: string | undefined) {
  const { db, practice, env } = web
  const { schoolId } = practice
  const people = await listPeople(db, schoolId)
  const me = people.find((person) => person.id === as)
  const school = await getSchool(db, schoolId)
  // The number comes first: what changes while the posts are read is told again, never lost.
  const after = await lastChange(db, schoolId)
  return {
    school: { name: school.name, nameEn: school.name_en, locale: school.locale },
    bot: BOT_NAME,
    people,
    departments: await listDepartments(db, schoolId),
    me: me ?? null,
    chats: me ? await chatsOf(web, me.id) : [],
    after,
    maxFileMb: env.MAX_FILE_MB,
    commands: practice.commands.map(({ name, aliases, summary, usage, who }) => ({
      name,
      aliases,
      summary,
      usage,
      who,
    })),
    hasSamples: practice.samples !== undefined,
  }
}

async function chatsOf({ db, practice: { schoolId } }: PracticeParts, person: string) {
  const groups = await listGroups(db, schoolId)
  const chats = [
    ...groups.map((group) => ({ ...group, kind: 'group' as const })),
    { id: directChatId(person), name: BOT_NAME.zh, kind: 'direct' as const },
  ]
  return Promise.all(
    chats.map(async (chat) => {
      const posts = await listPosts(db, { schoolId, person, chat: chat.id, limit: FIRST })
      return { ...chat, posts: posts.map(postJson), more: posts.length === FIRST }
    }),
  )
}
