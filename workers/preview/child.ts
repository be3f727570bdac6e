import { serveFiles } from '../catalogue/read/serve.ts'
import { drawFile } from './draw-file.ts'

/** The drawing process. What is wanted travels in place of the file's name: see `Question`. */
serveFiles(({ path, fileName }) => drawFile(path, fileName))
