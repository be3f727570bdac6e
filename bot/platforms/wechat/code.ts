/** How a code to scan is drawn. In module widths and pixels. */
const MARGIN = 2
const PNG_WIDTH = 480

/** The code as lines of half blocks for a terminal, dark on light whatever the terminal's colours. */
export async function codeForTerminal(code: string): Promise<string> {
  const { default: qrcode } = await import('qrcode')
  return qrcode.toString(code, { type: 'terminal', small: true, errorCorrectionLevel: 'L' })
}

/** The code as an SVG picture without scripts or outside references. */
export async function codeAsSvg(code: string): Promise<string> {
  const { default: qrcode } = await import('qrcode')
  return qrcode.toString(code, { type: 'svg', margin: MARGIN, errorCorrectionLevel: 'M' })
}

/** The code as a PNG of 480 pixels, for a chat. */
export async function codeAsPng(code: string): Promise<Buffer> {
  const { default: qrcode } = await import('qrcode')
  return qrcode.toBuffer(code, { margin: MARGIN, width: PNG_WIDTH, errorCorrectionLevel: 'M' })
}
