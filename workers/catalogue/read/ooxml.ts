import type { Extract, Properties } from './outcome.ts'
import { Refusal } from './outcome.ts'
import { walkXml } from './xml.ts'
import type { Zip } from './zip.ts'

/** Relationships of a part (ECMA-376 part 2, 9): id → target as a full part name, and its type's last word. */
export type Relation = { id: string; type: string; target: string }

/** Lists a part's relationships in file order; empty when it has none. `part` '' means the package itself. */
export async function listRelations(zip: Zip, part: string): Promise<Relation[]> {
  const slash = part.lastIndexOf('/')
  const folder = part.slice(0, slash + 1)
  const name = `${folder}_rels/${part.slice(slash + 1)}.rels`
  const found: Relation[] = []
  if (!zip.has(name)) return found
  await walkXml(zip.part(name), {
    open(tag, { Id = '', Type = '', Target = '', TargetMode }) {
      if (tag === 'Relationship' && TargetMode !== 'External')
        found.push({ id: Id, type: Type.split('/').pop() ?? '', target: resolveTarget(folder, Target) })
    },
  })
  return found
}

function resolveTarget(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : folder + target
  const parts: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '.' && step !== '') parts.push(step)
  }
  return parts.join('/')
}

/** The main part's name: what the package points at, else the usual one. Throws `Refusal('corrupt')` without either. */
export async function mainPart(zip: Zip, usual: string): Promise<string> {
  const target = (await listRelations(zip, '')).find((relation) => relation.type === 'officeDocument')?.target
  const name = target && zip.has(target) ? target : usual
  if (!zip.has(name)) throw new Refusal('corrupt', `no ${usual}`)
  return name
}

/** Title and properties of docProps/core.xml, pages of docProps/app.xml, and whether macros are inside. */
export async function readPackageFacts(zip: Zip): Promise<Pick<Extract, 'title' | 'pages' | 'properties' | 'marks'>> {
  const core = await leaves(zip, 'docProps/core.xml')
  const app = await leaves(zip, 'docProps/app.xml')
  const pages = Number(app.get('Pages'))
  const properties: Properties = {
    subject: core.get('subject'),
    author: core.get('creator'),
    keywords: core.get('keywords'),
    description: core.get('description'),
  }
  return {
    title: core.get('title'),
    pages: Number.isInteger(pages) && pages > 0 ? pages : undefined,
    properties,
    marks: zip.names.some((name) => name.endsWith('vbaProject.bin')) ? ['macros'] : [],
  }
}

const NONE: ReadonlySet<string> = new Set()

/** Element → text of a flat part. A broken property part must not make a readable document unreadable. */
export async function leaves(zip: Zip, name: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  if (!zip.has(name)) return found
  let tag = ''
  try {
    await walkXml(zip.part(name), {
      wants: NONE,
      open(opened) {
        tag = opened
      },
      close() {
        tag = ''
      },
      text(text) {
        if (tag !== '' && found.size < 100) found.set(tag, ((found.get(tag) ?? '') + text).slice(0, 300))
      },
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  return found
}
