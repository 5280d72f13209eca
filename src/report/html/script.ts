/**
 * Of the HTML report, which reads well without it: sorts tables by a click on a heading, shortens long ones,
 * and says the values of a chart under the pointer, a finger or the arrow keys.
 */
export const script = `
'use strict'
const make = (tag, parts) => Object.assign(document.createElement(tag), parts)

function valueOf(row, column) {
  const cell = row.cells[column]
  if (cell.dataset.v === undefined) return cell.textContent
  return cell.dataset.v === '' ? null : Number(cell.dataset.v)
}

function compare(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

function sortBy(table, column, direction) {
  const rows = [...table.tBodies[0].rows].map(row => ({ row, value: valueOf(row, column) }))
  const sign = direction === 'ascending' ? 1 : -1
  rows.sort((a, b) => {
    if (a.value === null || b.value === null) return (a.value === null) - (b.value === null)
    return sign * compare(a.value, b.value)
  })
  table.tBodies[0].append(...rows.map(({ row }) => row))
  for (const heading of table.tHead.rows[0].cells) heading.removeAttribute('aria-sort')
  table.tHead.rows[0].cells[column].setAttribute('aria-sort', direction)
}

for (const table of document.querySelectorAll('table')) {
  const rows = table.tBodies[0].rows
  if (rows.length < 2 || table.closest('#health, #hosts') !== null) continue
  for (const heading of [...table.tHead.rows[0].cells]) {
    const button = make('button', { type: 'button', textContent: heading.textContent })
    heading.replaceChildren(button)
    button.addEventListener('click', () => {
      const column = heading.cellIndex
      const numeric = rows[0].cells[column].dataset.v !== undefined
      const now = heading.getAttribute('aria-sort')
      const first = numeric ? 'descending' : 'ascending'
      const other = numeric ? 'ascending' : 'descending'
      sortBy(table, column, now === first ? other : first)
    })
  }
  if (rows.length <= 60 || table.closest('details') !== null) continue
  table.classList.add('short')
  const more = make('button', { type: 'button', className: 'more', textContent: 'Show all ' + rows.length.toLocaleString('en-US') + ' rows' })
  more.addEventListener('click', () => {
    table.classList.remove('short')
    more.remove()
  })
  table.parentElement.after(more)
}

for (const plot of document.querySelectorAll('.plot')) {
  const tips = plot.dataset.tips.split('\\n')
  const tip = plot.closest('figure').querySelector('.tip')
  const rest = tip.textContent
  const mark = make('i')
  const cursor = make('div', { className: 'cursor', tabIndex: 0 })
  const describe = (name, value) => cursor.setAttribute(name, value)
  describe('role', 'slider')
  describe('aria-label', plot.dataset.name + ': values over time')
  describe('aria-valuemin', 1)
  describe('aria-valuemax', tips.length)
  let index = tips.length - 1
  const point = to => {
    index = Math.max(0, Math.min(tips.length - 1, to))
    describe('aria-valuenow', index + 1)
    describe('aria-valuetext', tips[index])
  }
  const show = to => {
    point(to)
    mark.style.left = ((index + 0.5) / tips.length) * 100 + '%'
    cursor.classList.add('on')
    tip.classList.add('on')
    tip.textContent = tips[index]
  }
  const hide = () => {
    cursor.classList.remove('on')
    tip.classList.remove('on')
    tip.textContent = rest
  }
  const follow = event => {
    const box = plot.getBoundingClientRect()
    show(Math.floor(((event.clientX - box.left) / box.width) * tips.length))
  }
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -tips.length, End: tips.length }
  cursor.addEventListener('pointermove', follow)
  cursor.addEventListener('pointerdown', follow)
  cursor.addEventListener('pointerleave', event => {
    if (event.pointerType === 'mouse') hide()
  })
  cursor.addEventListener('blur', hide)
  cursor.addEventListener('keydown', event => {
    if (event.key === 'Escape') return hide()
    if (!Object.hasOwn(moves, event.key)) return
    event.preventDefault()
    show(cursor.classList.contains('on') ? index + moves[event.key] : index)
  })
  point(index)
  cursor.append(mark)
  plot.append(cursor)
}
`
