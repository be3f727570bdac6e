import { serveFiles } from '../read/serve.ts'
import { recogniseFile } from './recognise-file.ts'

/** The recognising process: pictures and scans, one at a time. */
serveFiles(({ path, fileName }) => recogniseFile(path, fileName))
