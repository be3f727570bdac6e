export const FAMILIES = [
  'document',
  'slides',
  'sheet',
  'pdf',
  'text',
  'archive',
  'image',
  'audio',
  'video',
  'executable',
  'other',
] as const
export type Family = (typeof FAMILIES)[number]

/** What an extension promises: the format it stands for (`docm` is a `docx`), and its family. */
export type Promised = { format: string; family: Family }

const BY_FAMILY: Record<Exclude<Family, 'other'>, string> = {
  document: 'docx=docx,docm,dotx,dotm doc=doc,dot odt=odt,ott,fodt rtf wps=wps,wpt epub ofd',
  slides: 'pptx=pptx,pptm,ppsx,ppsm,potx,potm ppt=ppt,pps,pot odp=odp,otp,fodp dps=dps,dpt',
  sheet: 'xlsx=xlsx,xlsm,xltx,xltm,xlsb xls=xls,xlt ods=ods,ots,fods et=et,ett',
  pdf: 'pdf',
  text: 'txt=txt,text,log link=url csv=csv,tsv md=md,markdown html=html,htm,xhtml mht=mht,mhtml',
  archive: 'zip rar 7z gz=gz,tgz bz2 xz tar',
  image: 'jpg=jpg,jpeg,jfif png gif bmp webp heic=heic,heif tif=tif,tiff svg avif',
  audio: 'mp3 m4a=m4a,aac wav ogg=ogg,oga,opus flac wma amr mid=mid,midi',
  video: 'mp4=mp4,m4v mov avi mkv wmv webm flv mpg=mpg,mpeg 3gp',
  // Windows opens each of these on a double click; apk, deb and dmg install programs.
  executable:
    'exe dll com scr pif cpl bat cmd ps1=ps1,psm1 vbs=vbs,vbe js=js,jse,mjs wsf=wsf,wsh hta jar apk=apk,apks,xapk msi=msi,msp,msix lnk reg sh=sh,bash,command elf deb rpm dmg pkg app ipa dex',
}

const BY_EXTENSION = new Map<string, Promised>(
  FAMILIES.flatMap((family) =>
    family === 'other'
      ? []
      : BY_FAMILY[family].split(' ').flatMap((entry) => {
          const [format = '', names = format] = entry.split('=')
          return names.split(',').map((name): [string, Promised] => [name, { format, family }])
        }),
  ),
)

/** The lower-case extension without its dot, or ''. Full-width dots and trailing spaces, as phones write them, count. */
export function extensionOf(fileName: string): string {
  const name = fileName.normalize('NFKC').trim().toLowerCase()
  const dot = name.lastIndexOf('.')
  return dot >= 0 && name.length - dot <= 12 ? name.slice(dot + 1).trim() : ''
}

/** What a file's name promises, or undefined for an extension that nobody knows. */
export function promisedBy(fileName: string): Promised | undefined {
  return BY_EXTENSION.get(extensionOf(fileName))
}

/** Family of a format found by content, `other` when unknown. */
export function familyOf(format: string): Family {
  return BY_EXTENSION.get(format)?.family ?? 'other'
}
