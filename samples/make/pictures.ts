const STYLE = `body{margin:0;font-family:'Noto Sans CJK SC',sans-serif;color:#223;background:#f7fbff}
h1{text-align:center;margin:28px 0 8px;font-size:44px}svg{display:block;margin:auto}text{font-size:24px}`

/** A wall chart for science: ice, water, vapour and what turns one into the other. */
export function wallChart(): string {
  const states = [
    ['冰（固态）', '有固定的形状和体积', 170, 430, '#cfe8ff'],
    ['水（液态）', '体积固定，形状不固定', 500, 430, '#9fd0ff'],
    ['水蒸气（气态）', '形状和体积都不固定', 830, 430, '#e6f3ff'],
  ] as const
  const boxes = states
    .map(
      ([name, note, x, y, fill]) =>
        `<rect x="${x - 140}" y="${y - 70}" width="280" height="140" rx="18" fill="${fill}" stroke="#4a7fb5" stroke-width="3"/><text x="${x}" y="${y - 8}" text-anchor="middle" font-weight="bold">${name}</text><text x="${x}" y="${y + 32}" text-anchor="middle" style="font-size:18px">${note}</text>`,
    )
    .join('')
  const arrows = [
    ['融化（吸热）', 335, 250],
    ['蒸发、沸腾（吸热）', 665, 250],
    ['凝固（放热）', 335, 625],
    ['凝结（放热）', 665, 625],
  ] as const
  const labels = arrows
    .map(
      ([word, x, y]) =>
        `<text x="${x}" y="${y}" text-anchor="middle" fill="${y < 400 ? '#c0392b' : '#1f618d'}">${word}</text>`,
    )
    .join('')
  const lines = `<g fill="none" stroke-width="5"><path d="M210 350 C 280 270 390 270 460 350" stroke="#c0392b"/><path d="M540 350 C 610 270 720 270 790 350" stroke="#c0392b"/><path d="M460 510 C 390 590 280 590 210 510" stroke="#1f618d"/><path d="M790 510 C 720 590 610 590 540 510" stroke="#1f618d"/></g>`
  return page(
    `<h1>水的三态变化</h1><svg width="1000" height="560" viewBox="0 170 1000 500">${lines}${boxes}${labels}</svg>`,
  )
}

/** A mind map of areas, as a pupil of grade five draws it. */
export function mindMap(): string {
  const leaves = [
    ['长方形 S=ab', 180, 120],
    ['正方形 S=a²', 820, 120],
    ['平行四边形 S=ah', 175, 330],
    ['三角形 S=ah÷2', 825, 330],
    ['梯形 S=(a+b)h÷2', 200, 530],
    ['组合图形：分割、添补', 800, 530],
  ] as const
  const branches = leaves
    .map(
      ([text, x, y], at) =>
        `<path d="M500 320 Q ${(500 + x) / 2} ${y} ${x} ${y}" fill="none" stroke="hsl(${at * 60} 60% 50%)" stroke-width="6"/><ellipse cx="${x}" cy="${y}" rx="160" ry="44" fill="hsl(${at * 60} 70% 92%)" stroke="hsl(${at * 60} 60% 50%)" stroke-width="3"/><text x="${x}" y="${y + 8}" text-anchor="middle">${text}</text>`,
    )
    .join('')
  return page(
    `<svg width="1000" height="690">${branches}<ellipse cx="500" cy="320" rx="150" ry="62" fill="#fff3c4" stroke="#e0a800" stroke-width="4"/><text x="500" y="330" text-anchor="middle" style="font-size:30px" font-weight="bold">多边形的面积</text></svg>`,
  )
}

function page(body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><style>${STYLE}</style></head><body>${body}</body></html>`
}
