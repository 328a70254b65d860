import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue, describe, Problem, problemData } from './problem.ts';
import { problemsPage } from './problems/page.ts';

/** A bug of ours that is met on one submission. */
const BUGS = ['submission.unexpected', 'export.submission_failed'];

test('every code is dotted lower-case words, and has a sentence and what to do', () => {
  for (const [code, { retry, exit }] of Object.entries(catalogue)) {
    expect(code).toMatch(/^[a-z]+(\.[a-z0-9]+(_[a-z0-9]+)*)+$/);
    expect(typeof retry).toBe('boolean');
    const isOurs = code.startsWith('engine.') || BUGS.includes(code);
    expect(exit).toBeGreaterThan(isOurs ? 0 : 1);
  }
  expect(problemsPage()).not.toContain('undefined');
});

test('docs/problems.md is what the catalogue says', () => {
  const path = new URL('../../docs/problems.md', import.meta.url);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, problemsPage());
  expect(readFileSync(path, 'utf8')).toBe(problemsPage());
});

test('a problem carries its words and its details, and its cause only as a cause', () => {
  const problem = new Problem('key.public_key', { file: 'a.pem' }, { cause: new Error('inner') });
  expect(problem.message).toBe(describe(problemData('key.public_key', { file: 'a.pem' })).message);
  expect(problem.data).toEqual({ code: 'key.public_key', params: { file: 'a.pem' } });
  expect(JSON.stringify(problem.data)).not.toContain('inner');
});
