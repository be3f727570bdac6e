import type { Zip } from './zip.ts'

/** A picture of fewer bytes is an emblem or a line, not a page. */
const PAGE_BYTES = 8 * 1024

/** Where office files keep their pictures, thumbnails apart. */
export function isPagePicture(name: string): boolean {
  return /^(?:word\/media|ppt\/media|Pictures)\/[^/]+\.(?:jpe?g|png|webp|gif|tiff?)$/i.test(name)
}

/** Whether an office file holds a picture large enough to be a scanned page. */
export function hasPagePictures(zip: Zip): boolean {
  return zip.names.some((name) => isPagePicture(name) && (zip.about(name)?.size ?? 0) >= PAGE_BYTES)
}
