import { readFile } from './read-file.ts'
import { serveFiles } from './serve.ts'

/** The file process itself: reads. */
serveFiles(({ path, fileName, shallow }) => readFile(path, fileName, shallow))
