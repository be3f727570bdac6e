/**
 * How much of one file is read. Bytes are counted while they inflate: a declared size is never believed. The totals
 * count only parts that are really read, so that 80 MB of photographs in a slide deck cost nothing.
 */
export const LIMITS = {
  /** Characters of text kept; the rest is cut and flagged `truncated`. */
  textChars: 2_000_000,
  /** Members of a zip container. A large real pptx has about 2,000. */
  zipEntries: 5_000,
  /** Inflated bytes of one part. */
  partBytes: 100 * 1024 * 1024,
  /** Inflated bytes of all parts read. */
  totalBytes: 300 * 1024 * 1024,
  /** Inflated : deflated, for parts above `ratioFrom` bytes. Real office XML stays below 100. */
  ratio: 200,
  ratioFrom: 1024 * 1024,
  /** Nesting of XML elements. Real files stay below 60. */
  xmlDepth: 256,
  /** Elements of HTML that are open at once; careless pages forget to close some thousands. */
  htmlDepth: 20_000,
  pdfPages: 200,
  /** After this many milliseconds no further page is begun: part of a heavy book is better than a timeout. */
  pdfMs: 6_000,
  /** All rows of an xls (MS-XLS 2.5.157), as many of an xlsx. */
  sheetRows: 65_536,
  /** Above this many inflated bytes of sheets a workbook is read as strings only: SheetJS needs about 5x in memory. */
  workbookBytes: 32 * 1024 * 1024,
  /** Bytes read of a txt, csv, md, html or rtf file. */
  plainBytes: 16 * 1024 * 1024,
  /** Bytes read of a picture for its headers. */
  pictureBytes: 4 * 1024 * 1024,
  /** Members of an archive whose names are kept as text, and those that are kept as its parts. */
  archiveNames: 2_000,
  archiveParts: 500,
  /** Members of an archive that are read, inflated bytes of all of them, and how deep archives may lie in archives. */
  memberReads: 50,
  memberBytes: 200 * 1024 * 1024,
  /** The same for formats that come out whole into memory (rar, 7z, tar). */
  memberBytesInMemory: 100 * 1024 * 1024,
  memberDepth: 2,
  /** Characters kept of each member, so that the first does not crowd out the others. */
  memberChars: 20_000,
  /** After this many milliseconds no further member is begun; the whole file has 10 s. */
  memberMs: 3_000,
} as const
