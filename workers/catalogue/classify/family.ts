import { extensionOf, promisedBy } from '../read/formats.ts'

/**
 * Format and family by the name alone, for names whose file is not at hand. A name without a known ending is taken for
 * a document, as most that teachers share are.
 */
export function familyOfName(name: string): { format: string; family: string } {
  const promised = promisedBy(name)
  if (!promised) return { format: 'other', family: extensionOf(name) === 'swf' ? 'video' : 'document' }
  return { format: promised.format, family: promised.family === 'executable' ? 'other' : promised.family }
}
