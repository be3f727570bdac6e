import type { DuplicatesBench } from './duplicates.ts'

/** What must be found, in per cent; the rest is printed for comparison. */
const LIMITS: Record<string, string> = {
  'renamed, one line added': '≥ 98',
  'header and footer': '≥ 98',
  '5 % of clauses edited': '≥ 98',
  '5 % edited and renamed': '≥ 98',
  '20 % of clauses edited': '≥ 95',
  '20 % edited and renamed': '≥ 95',
}

export function duplicatesTable(found: DuplicatesBench): string[] {
  const { forms, unrelated } = found
  return [
    `## Versions and copies among ${found.texts.toLocaleString('en')} ${found.source}`,
    '',
    '| change | found, % | limit |',
    '|---|---|---|',
    ...Object.entries(found.found).map(([change, share]) => `| ${change} | ${share} | ${LIMITS[change] ?? ''} |`),
    '',
    `Forms filled in twice, taken for versions: ${forms.alone} of ${forms.pairs} pairs with nothing else in the library, ${forms.crowd} of ${forms.pairs} among all (limit 0). Different texts taken for versions: ${unrelated.wrong} of ${unrelated.texts}${unrelated.examples.length > 0 ? `, such as ${unrelated.examples.join('; ')}` : ''}.`,
    `Whole cost of a file, with its rows: p50 ${found.p50} ms, p95 ${found.p95} ms; ${found.bytesPerResource} bytes a resource.`,
    '',
  ]
}
