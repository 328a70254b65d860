// Covers core/ground/problem-data.ts, core/ground/problems/backup.ts,
// core/ground/problems/catalogue.ts, core/ground/problems/conversion.ts,
// core/ground/problems/decrypt.ts, core/ground/problems/engine.ts, core/ground/problems/export-answers.ts,
// core/ground/problems/export-deidentify.ts, core/ground/problems/export-files.ts,
// core/ground/problems/export.ts, core/ground/problems/form.ts, core/ground/problems/hint.ts,
// core/ground/problems/key.ts, core/ground/problems/login.ts, core/ground/problems/net.ts,
// core/ground/problems/source-place.ts, core/ground/problems/source.ts, core/ground/problems/store.ts,
// core/ground/problems/submission.ts, core/ground/problems/usage.ts, core/ground/problems/workspace.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describe, Problem, type ProblemCode, problemData } from './problem.ts';
import { catalogue } from './problems/catalogue.ts';
import { namesIn } from './problems/message.ts';
import { problemsPage } from './problems/page.ts';
import { commandText, type ProblemSpec, windowText } from './problems/spec.ts';
import { windowWords } from './problems/window-words.ts';

/** A bug of ours that is met on one submission. */
const BUGS = ['submission.unexpected', 'export.submission_failed'];
const entries = Object.entries(catalogue as unknown as Record<ProblemCode, ProblemSpec>);

test('every code is dotted lower-case words, and has a sentence and what to do', () => {
  for (const [code, { retry, exit }] of entries) {
    expect(code).toMatch(/^[a-z]+(\.[a-z0-9]+(_[a-z0-9]+)*)+$/);
    expect(typeof retry).toBe('boolean');
    const isOurs = code.startsWith('engine.') || BUGS.includes(code);
    expect(exit).toBeGreaterThan(isOurs ? 0 : 1);
  }
  expect(problemsPage()).not.toContain('undefined');
});

test.each(entries)('the texts of %s name only its details', (_code, spec) => {
  const { details, heading = '', sentence, action, forCommand } = spec;
  const known = Object.keys(details);
  const made = Object.keys(forCommand?.({}) ?? {});
  for (const text of [heading, windowText(sentence), windowText(action)])
    expect(namesIn(text).filter((name) => !known.includes(name))).toEqual([]);
  for (const text of [commandText(sentence), commandText(action)])
    expect(namesIn(text).filter((name) => !known.includes(name) && !made.includes(name))).toEqual([]);
});

test.each(entries)('%s can be told without any of its details, as one of an older Attaché', (code) => {
  const { message, action } = describe({ code: code as ProblemCode, params: {} });
  expect(`${message} ${action}`).not.toMatch(/[{}]|undefined|null|NaN/);
});

test.each([
  ['docs/problems.md', problemsPage],
  ['renderer/words/en/codes.json', windowWords],
])('%s is what the catalogue says (UPDATE_DOCS=1 writes it again)', (file, made) => {
  const path = new URL(`../../${file}`, import.meta.url);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, made());
  expect(readFileSync(path, 'utf8')).toBe(made());
});

test('a problem carries its words and its details, and its cause only as a cause', () => {
  const problem = new Problem('key.public_key', { file: 'a.pem' }, { cause: new Error('inner') });
  expect(problem.message).toBe(describe(problemData('key.public_key', { file: 'a.pem' })).message);
  expect(problem.data).toEqual({ code: 'key.public_key', params: { file: 'a.pem' } });
  expect(JSON.stringify(problem.data)).not.toContain('inner');
});

test('an advice names what was probably meant, else what is there, else where to look', () => {
  const action = (known: string, more: number, meant: string) =>
    describe(problemData('usage.form_unknown', { form: 'x', place: 'here', known, more, meant })).action;
  expect(action('a, b', 0, 'a')).toBe('Use the ID of the form: a.');
  expect(action('a, b', 0, '')).toBe('Use the ID of a form that is there: a, b.');
  expect(action('a, b', 3, '')).toBe('Use the ID of a form that is there: a, b, and 3 more.');
  expect(action('', 0, '')).toContain('There are no forms at all');
});

test('the command line names the server as it is typed', () => {
  const action = (server: string | null) =>
    describe(problemData('source.other_kind', { host: 'h', kind: 'kobo', asked: 'ona', server })).action;
  expect(action('My survey')).toBe('Change its kind: attache servers change "My survey" --kind kobo');
  expect(action(null)).toBe('Change its kind: attache servers change <name> --kind kobo');
});

test('one and several are counted in words of their own', () => {
  const told = (left: number | null, minutes: number | null) =>
    describe(problemData('net.login_refused', { host: 'h', left, minutes })).message;
  expect(told(null, null)).toBe('h refused the user name, password or token.');
  expect(told(3, null)).toMatch(/ After 3 more wrong tries, it locks the account\.$/);
  expect(told(1, 30)).toMatch(/ After 1 more wrong try, it locks the account for 30 minutes\.$/);
  expect(told(2, 1)).toMatch(/ After 2 more wrong tries, it locks the account for 1 minute\.$/);
});

test('the details of a problem are typed by its entry', () => {
  // Only the compiler fails here.
  problemData('engine.locked', {});
  problemData('net.busy', { host: 'h', file: 'f', seconds: null });
  problemData('export.folder_unusable', { folder: 'a', reason: 'gone', file: null });
  // @ts-expect-error: one is lacking
  problemData('key.public_key', {});
  // @ts-expect-error: it has no such detail
  problemData('engine.locked', { file: 'a' });
  // @ts-expect-error: a number is asked for
  problemData('key.size_refused', { file: 'a', bits: '2048' });
  // @ts-expect-error: not one of its words
  problemData('export.folder_unusable', { folder: 'a', reason: 'odd', file: null });
  expect(describe(problemData('engine.locked', {})).message).toBe('Attaché is locked.');
});
