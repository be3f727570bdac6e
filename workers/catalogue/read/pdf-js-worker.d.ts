/** Loading it is all that is wanted: pdf.js finds it by itself then. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs'
