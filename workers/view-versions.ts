import type { ResourceCard } from '#db/rows/resources.ts'
import { isOpen } from '#db/sharing.ts'
import type { Kin } from '#db/similar/kin.ts'
import type { KinState } from '#db/similar/tables.ts'
import type { Text, Translate } from '#kit/lang.ts'
import { named } from '#kit/text.ts'
import type { Action } from './view.ts'

/** What a resource looks like, as people are told: the earlier one, and whether both have the same author. */
export type KinShown = {
  kin: Kin
  of: Pick<ResourceCard, 'id' | 'title' | 'author_name' | 'status' | 'visibility'>
  own: boolean
}

/** One line about the earlier resource. Its title only when everybody who reads the line may see it. */
export function kinText({ kin, of, own }: KinShown): Text {
  const open = isOpen(of)
  const zh = open ? `${named(of.title)}（编号 ${of.id}）` : `编号 ${of.id}`
  const en = open ? `“${of.title}” (no. ${of.id})` : `no. ${of.id}`
  const share = `${percent(kin.alike)} %`
  const author = { zh: own ? '您' : of.author_name, en: own ? 'your' : `${of.author_name}’s` }
  switch (kin.state) {
    case 'found':
      return own
        ? {
            zh: `像是您${zh}的新版本，约 ${share} 相同。不选也可以，两份都会留着。`,
            en: `It looks like a newer version of your ${en}: about ${share} is the same. Both stay if you choose nothing.`,
          }
        : {
            zh: `和${author.zh}的${zh}约 ${share} 相同，已互相关联。`,
            en: `About ${share} is the same as in ${author.en} ${en}; the two are linked.`,
          }
    case 'version':
      return { zh: `是${author.zh}的${zh}的新版本。`, en: `A newer version of ${author.en} ${en}.` }
    case 'both':
      return { zh: `和${author.zh}的${zh}并存。`, en: `Kept beside ${author.en} ${en}.` }
    case 'adapted':
      return { zh: `改编自${author.zh}的${zh}。`, en: `Adapted from ${author.en} ${en}.` }
    case 'unrelated':
      return { zh: '', en: '' }
    default:
      return kin.state satisfies never
  }
}

/** The buttons for what nobody has decided yet. */
export function kinActions(t: Translate, { kin, own }: KinShown): Action[] {
  const choices: KinState[] = own ? ['version', 'both'] : ['adapted', 'unrelated']
  return kin.state === 'found' ? choices.map((state) => decideAction(t, kin.resource_id, state, kin.of_id)) : []
}

const LABELS: Record<KinState, Text> = {
  version: { zh: '作为新版本', en: 'Keep as new version' },
  both: { zh: '两份都留', en: 'Keep both' },
  adapted: { zh: '标为改编', en: 'Mark as adapted' },
  unrelated: { zh: '无关', en: 'Not related' },
  found: { zh: '撤销', en: 'Undo' },
}

/** A button that decides what a resource is to an earlier one. */
export function decideAction(t: Translate, id: number, state: KinState, of: number, label?: Text): Action {
  return {
    label: t(label ?? LABELS[state]),
    command: 'versions',
    args: { id: String(id), as: state, of: String(of) },
  }
}

function percent(alike: number): number {
  return Math.max(1, Math.min(99, Math.round(alike * 100)))
}
