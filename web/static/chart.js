import { el, svg } from './dom.js'

const WIDTH = 480
const HEIGHT = 180
const PAD = { left: 8, right: 8, top: 24, bottom: 24 }
/** More points than this no longer fit as bars with labels. */
const MOST_BARS = 12

/** Draws a chart block: bars for a few points, a line for many. A table carries the same numbers for screen readers. */
export function chart({ title, points }) {
  const top = Math.max(...points.map((point) => point.value), 0)
  const bottom = Math.min(...points.map((point) => point.value), 0)
  const span = top - bottom || 1
  const inner = { width: WIDTH - PAD.left - PAD.right, height: HEIGHT - PAD.top - PAD.bottom }
  const y = (value) => PAD.top + inner.height * (1 - (value - bottom) / span)
  const step = inner.width / Math.max(points.length, 1)
  const x = (index) => PAD.left + step * (index + 0.5)
  const drawing = { points, x, y, step, zero: y(0) }
  return el(
    'figure',
    { class: 'chart' },
    el('figcaption', {}, title),
    svg(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title },
      svg('line', { class: 'axis', x1: PAD.left, x2: WIDTH - PAD.right, y1: y(0), y2: y(0) }),
      points.length <= MOST_BARS ? bars(drawing) : curve(drawing),
      labels(drawing),
    ),
    el('div', { class: 'hidden' }, table(points)),
  )
}

function table(points) {
  const rows = points.map((point) => el('tr', {}, el('th', {}, point.label), el('td', {}, number(point.value))))
  return el('table', {}, rows)
}

function bars({ points, x, y, step, zero }) {
  const width = Math.min(step * 0.62, 44)
  return points.map((point, index) => [
    svg('rect', {
      class: 'bar',
      x: x(index) - width / 2,
      y: Math.min(y(point.value), zero),
      width,
      height: Math.max(Math.abs(zero - y(point.value)), 1),
      rx: 4,
    }),
    svg('text', { class: 'value', x: x(index), y: Math.min(y(point.value), zero) - 6 }, number(point.value)),
  ])
}

function curve({ points, x, y, zero }) {
  const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(point.value)}`).join(' ')
  const area = `${path} L${x(points.length - 1)} ${zero} L${x(0)} ${zero} Z`
  return [svg('path', { class: 'area', d: area }), svg('path', { class: 'curve', d: path })]
}

/** Every label when they fit, else a few of them; long ones are shortened. */
function labels({ points, x }) {
  const every = Math.ceil(points.length / MOST_BARS)
  return points.map((point, index) =>
    index % every === 0 ? svg('text', { class: 'label', x: x(index), y: HEIGHT - 7 }, short(point.label)) : null,
  )
}

function short(text) {
  const letters = [...text]
  return letters.length > 6 ? `${letters.slice(0, 5).join('')}…` : text
}

function number(value) {
  return String(Math.round(value * 100) / 100)
}
