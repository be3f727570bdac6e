/** Where the catalogue's own stages find the sentences; commands and platforms use `view-flags.ts` itself. */
export { flagText } from '../view-flags.ts'
