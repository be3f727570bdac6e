/** The part of word-extractor 1.0.4 that is used here; the package ships no types. */
declare module 'word-extractor' {
  type Options = { filterUnicode?: boolean; includeFooters?: boolean }
  class Document {
    getBody(options?: Options): string
    getFootnotes(options?: Options): string
    getEndnotes(options?: Options): string
    getHeaders(options?: Options): string
    getAnnotations(options?: Options): string
    getTextboxes(options?: Options): string
  }
  export default class WordExtractor {
    extract(source: string | Buffer): Promise<Document>
  }
}
