import type { PracticePost } from '#db/practice/posts.ts'

/** A post as the page gets it: plain JSON, instants as ISO text. */
export function postJson(post: PracticePost) {
  return {
    id: post.id,
    chat: post.chat,
    kind: post.kind,
    author: post.author,
    body: post.body,
    file: post.file && { name: post.file.name, size: post.file.size, sha256: post.file.sha256 },
    replyTo: post.replyTo,
    mark: post.mark,
    reactions: post.reactions,
    onlyYou: post.onlyYou,
    editedAt: post.editedAt?.toISOString() ?? null,
    recalledAt: post.recalledAt?.toISOString() ?? null,
    createdAt: post.createdAt.toISOString(),
    change: post.change,
  }
}
