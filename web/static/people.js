import { avatar, byId, el, put } from './dom.js'
import { newKey, post } from './server.js'
import { state } from './state.js'
import { getLang, t } from './words.js'

const dialog = byId('people')
const ROLES = ['teacher', 'head', 'admin', 'pupil']

/** The role and department of a person, in the page's language. */
export function describe(person) {
  const department = person.department && departmentName(person.department)
  return [t(person.role), department].filter(Boolean).join(' · ')
}

/** Opens the choice of who one is. Resolves with the person's id, or undefined when it was closed without a choice. */
export function choosePerson() {
  return new Promise((resolve) => {
    let answer
    const choose = (id) => {
      answer = id
      dialog.close()
    }
    dialog.onclose = () => resolve(answer)
    const people = state.room.people.map((person) =>
      el(
        'button',
        { type: 'button', class: person.id === state.me?.id ? 'person chosen' : 'person', data: { person: person.id } },
        avatar(person),
        el('span', {}, el('strong', {}, person.name), el('span', { class: 'small' }, describe(person))),
      ),
    )
    for (const button of people) button.addEventListener('click', () => choose(button.dataset.person))
    put(
      dialog,
      el('h2', { id: 'people-title' }, t('choose')),
      el('p', { class: 'small' }, t('chooseNote')),
      el('div', { class: 'grid' }, people),
      newcomer(choose),
      state.me ? el('div', { class: 'row end' }, closeButton()) : null,
    )
    if (!dialog.open) dialog.showModal()
  })
}

function closeButton() {
  return el('button', { type: 'button', on: { click: () => dialog.close() } }, t('cancel'))
}

function newcomer(choose) {
  const name = el('input', { id: 'new-name', name: 'name', maxlength: 20, required: true, autocomplete: 'off' })
  const role = el(
    'select',
    { id: 'new-role', name: 'role' },
    ROLES.map((one) => el('option', { value: one }, t(one))),
  )
  const department = el(
    'select',
    { id: 'new-department', name: 'department' },
    el('option', { value: '' }, t('noDepartment')),
    state.room.departments.map((one) => el('option', { value: one.id }, departmentName(one))),
  )
  const problem = el('p', { class: 'problem', role: 'alert' })
  const key = newKey()
  const form = el(
    'form',
    { class: 'newcomer' },
    el('strong', {}, t('addOwn')),
    el('div', { class: 'row' }, labelled('new-name', t('name'), name), labelled('new-role', t('role'), role)),
    el(
      'div',
      { class: 'row' },
      labelled('new-department', t('department'), department),
      el('button', { type: 'submit', class: 'primary' }, t('join')),
    ),
    problem,
  )
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    try {
      const body = { key, name: name.value, role: role.value }
      const added = await post('/people', department.value ? { ...body, department: department.value } : body)
      choose(added.id)
    } catch (error) {
      problem.textContent = error.message
    }
  })
  return form
}

function labelled(id, label, input) {
  return el('div', { class: 'grow' }, el('label', { for: id }, label), input)
}

function departmentName({ name, nameEn }) {
  return getLang() === 'en' ? (nameEn ?? name) : name
}
