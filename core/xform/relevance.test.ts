import { expect, test } from 'vitest';
import type { FormField, FormNode } from '../model/form.ts';
import { relevances } from './relevance.ts';

function field(path: string, relevant?: string): FormField {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const base = { kind: 'field', name, path, labels: {}, type: 'string', bindType: '' } as const;
  return { ...base, choices: null, mediaType: null, ...(relevant === undefined ? {} : { relevant }) };
}

test('a question has the conditions of the groups and repeats around it, the outer ones first', () => {
  const repeat: FormNode = {
    kind: 'repeat',
    name: 'child',
    path: 'g/child',
    labels: {},
    relevant: '/data/n > 0',
    children: [field('g/child/name'), field('g/child/weight', "../age < 5 or ../sick = 'yes'")],
  };
  const group: FormNode = {
    kind: 'group',
    name: 'g',
    path: 'g',
    labels: {},
    relevant: "/data/consent = 'yes'",
    children: [field('g/head', "/data/consent = 'yes'"), repeat],
  };
  expect([...relevances([{ children: [field('consent'), group, field('end', '1')] }])]).toEqual([
    ['g/head', "/data/consent = 'yes'"],
    ['g/child/name', "(/data/consent = 'yes') and (/data/n > 0)"],
    ['g/child/weight', "(/data/consent = 'yes') and (/data/n > 0) and (../age < 5 or ../sick = 'yes')"],
    ['end', '1'],
  ]);
});

test('the newest definition that sets a condition counts, with the groups of its own version', () => {
  const group = (relevant: string, below: FormNode): FormNode => ({
    kind: 'group',
    name: 'g',
    path: 'g',
    labels: {},
    relevant,
    children: [below],
  });
  const versions = [
    { children: [field('a'), group('new', field('g/x'))] },
    { children: [field('a', 'old'), group('older', field('g/x', 'own'))] },
  ];
  expect([...relevances(versions)]).toEqual([
    ['g/x', 'new'],
    ['a', 'old'],
  ]);
});

test('a form without conditions gives none', () => {
  expect(relevances([{ children: [field('a'), field('b')] }]).size).toBe(0);
});
