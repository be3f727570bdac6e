const ENTITIES: Record<string, string> = {
  '&': '&#38;',
  '<': '&#60;',
  '>': '&#62;',
  '*': '&#42;',
  _: '&#95;',
  '~': '&#126;',
  '`': '&#96;',
  '[': '&#91;',
  ']': '&#93;',
  '\\': '&#92;',
  $: '&#36;',
  '|': '&#124;',
}

/**
 * Text from people → text inside a card's markdown that shows exactly those characters: no mention (`<at id=all>`), no
 * link, no emphasis, no list, no `:DONE:` picture. Feishu's way to write a special character is its HTML entity.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[&<>*_~`[\]\\$|]/g, (mark) => ENTITIES[mark] ?? mark)
    .replace(/:(?=\w+:)/g, '&#58;')
    .replace(/^([ \t]*)([#+-])/gm, (_all, space: string, mark: string) => `${space}&#${mark.charCodeAt(0)};`)
    .replace(/^([ \t]*\d+)([.)])/gm, (_all, number: string, mark: string) => `${number}&#${mark.charCodeAt(0)};`)
    .replace(/^(?: {4}|\t)/gm, '&#160;')
}

/**
 * Text from people → the `text` of a plain text message. There `<at user_id="all">` mentions everybody and `<b>` is bold,
 * and there is no way to escape: the bracket that would open a tag becomes a full-width one.
 */
export function disarmText(text: string): string {
  return text.replace(/<(?=\/?[a-z!])/gi, '＜')
}
