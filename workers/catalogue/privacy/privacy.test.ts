import { expect, test } from 'vitest'
import { findPersonal } from './find.ts'
import { type Labelled, PERSONAL_TEXTS } from './labelled.ts'
import { HARMLESS_TEXTS } from './labelled-harmless.ts'
import { SECOND_TEXTS } from './labelled-second.ts'

const wrong = (all: readonly Labelled[]) =>
  all
    .map(([what, name, text, want]) => ({
      what,
      want: [...want].sort(),
      got: findPersonal(text, name)
        .map(({ flag }) => flag)
        .sort(),
    }))
    .filter(({ want, got }) => want.join() !== got.join())

test('personal data is found, of the right kind', () => {
  expect(wrong(PERSONAL_TEXTS)).toEqual([])
})

test('what only looks like personal data is left alone', () => {
  expect(wrong(HARMLESS_TEXTS)).toEqual([])
})

test('the second set, of both kinds', () => {
  expect(wrong(SECOND_TEXTS)).toEqual([])
})

test('the samples are masked', () => {
  const samples = PERSONAL_TEXTS.flatMap(([, name, text]) => findPersonal(text, name).flatMap((one) => one.samples))
  expect(samples.length).toBeGreaterThan(100)
  expect(samples.filter((sample) => /\d{5}/.test(sample) || !sample.includes('*'))).toEqual([])
})
