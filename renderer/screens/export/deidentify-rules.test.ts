import { expect, test } from 'vitest';
import type { DeidentifyRules, QuestionToTreat } from '../../../electron/ipc/export.ts';
import { decisionsOf, rulesOf, withSuggestions } from './deidentify-rules.ts';

const question = (path: string, suggestion: QuestionToTreat['suggestion'] = null): QuestionToTreat => ({
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
  expect(again.columns).toEqual(expect.arrayContaining([...rules.columns]));
  expect(again.columns).toHaveLength(rules.columns.length);
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
