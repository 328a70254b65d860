import { expect, test } from 'vitest';
import type { DeidentifyRules, QuestionToTreat } from '../../../electron/ipc/export.ts';
import { decisionsOf, groupOf, isUndecided, rulesOf, withSuggestions } from './deidentify-rules.ts';

const question = (path: string, suggestion: QuestionToTreat['suggestion'] = null): QuestionToTreat => ({
  kind: 'question',
  questions: 1,
  path,
  label: path,
  isInRepeat: false,
  offered: ['leave-out', 'keep'],
  suggestion,
});
const questions = [question('name', { why: 'name', do: 'leave-out' }), question('age'), question('gps')];
const rules: DeidentifyRules = {
  columns: [
    { column: 'phone', do: 'leave-out' },
    { column: 'name', form: 'other', do: 'blank' },
    { column: 'gps', form: 'f', do: 'grid', size: 0.5 },
    { column: 'submission_date', form: 'f', do: 'month' },
  ],
  media: true,
  kAnonymity: { columns: ['age', 'elsewhere'], k: 3 },
};

test('rules are shown for one form, and the rules for others come back as they were', () => {
  const decisions = decisionsOf(rules, 'f', questions);
  expect([...decisions.treated]).toEqual([['gps', { do: 'grid', size: 0.5 }]]);
  const again = rulesOf(decisions, 'f');
  expect(again.columns).toEqual(rules.columns);
  expect(again).toMatchObject({ media: true, kAnonymity: rules.kAnonymity });
});

test('nothing is decided before the user takes the suggestions, and they change no decision', () => {
  const none = decisionsOf(null, 'f', questions);
  expect(rulesOf(none, 'f')).toEqual({ columns: [], media: false, kAnonymity: null });
  expect(rulesOf(withSuggestions(none, questions), 'f').columns).toEqual([
    { column: 'name', form: 'f', do: 'leave-out' },
  ]);
  const kept = { ...none, treated: new Map([['name', { do: 'keep' as const }]]) };
  expect(rulesOf(withSuggestions(kept, questions), 'f').columns).toEqual([
    { column: 'name', form: 'f', do: 'keep' },
  ]);
});

/** Questions of a group, the group itself, and the date. */
const grouped = ['submission_date', 'hh', 'hh/name', 'hh/age', 'hh/in', 'hh/in/gps', 'hhx'].map((path) =>
  question(path, path === 'hh/name' ? { why: 'name', do: 'leave-out' } : null),
);
const columnsOf = (given: DeidentifyRules['columns']): DeidentifyRules => ({
  columns: given,
  media: false,
  kAnonymity: null,
});

test('the date of submission and a group are decided like a question', () => {
  const given = columnsOf([
    { column: 'submission_date', form: 'f', do: 'month' },
    { column: 'hh', form: 'f', do: 'blank' },
  ]);
  const decisions = decisionsOf(given, 'f', grouped);
  expect(decisions.kept).toEqual([]);
  expect([...decisions.treated.keys()]).toEqual(['submission_date', 'hh']);
  expect(rulesOf(decisions, 'f')).toEqual(given);
  const changed = new Map(decisions.treated).set('submission_date', { do: 'year' });
  expect(rulesOf({ ...decisions, treated: changed }, 'f').columns).toEqual([
    { column: 'hh', form: 'f', do: 'blank' },
    { column: 'submission_date', form: 'f', do: 'year' },
  ]);
});

test('a question in a decided group is decided with it, and may have a rule of its own', () => {
  const decisions = decisionsOf(columnsOf([{ column: 'hh', form: 'f', do: 'blank' }]), 'f', grouped);
  expect(grouped.filter((one) => isUndecided(decisions, one))).toEqual([]);
  expect([...withSuggestions(decisions, grouped).treated.keys()]).toEqual(['hh']);
  expect(['hh/age', 'hh/in/gps', 'hhx', 'hh'].map((path) => groupOf(decisions.treated, path))).toEqual([
    'hh',
    'hh',
    null,
    null,
  ]);
  const inner = new Map(decisions.treated).set('hh/in', { do: 'keep' });
  expect(groupOf(inner, 'hh/in/gps')).toBe('hh/in');
  expect(groupOf(new Map(inner).set('hh', { do: 'leave-out' }), 'hh/in/gps')).toBe('hh');
});

test('a group that is decided later comes before the questions inside, so that their rules still hold', () => {
  const decisions = decisionsOf(columnsOf([{ column: 'hh/age', form: 'f', do: 'keep' }]), 'f', grouped);
  const treated = new Map(decisions.treated).set('hh', { do: 'pseudonymise' });
  expect(rulesOf({ ...decisions, treated }, 'f').columns).toEqual([
    { column: 'hh', form: 'f', do: 'pseudonymise' },
    { column: 'hh/age', form: 'f', do: 'keep' },
  ]);
});

test('what a later rule of a group took back does not come back', () => {
  const given = columnsOf([
    { column: 'hh/age', form: 'f', do: 'keep' },
    { column: 'hh/name', form: 'f', do: 'leave-out' },
    { column: 'hh', form: 'f', do: 'blank' },
  ]);
  const decisions = decisionsOf(given, 'f', grouped);
  expect(Object.fromEntries(decisions.treated)).toEqual({
    'hh/name': { do: 'leave-out' },
    hh: { do: 'blank' },
  });
  expect(rulesOf(decisions, 'f').columns).toEqual(given.columns.slice(1));
});

test('a rule for every form keeps its place, so that it does what it did', () => {
  const given = columnsOf([
    { column: 'hh/age', form: 'f', do: 'keep' },
    { column: 'age', do: 'blank' },
  ]);
  const decisions = decisionsOf(given, 'f', grouped);
  expect(rulesOf(decisions, 'f')).toEqual(given);
});
