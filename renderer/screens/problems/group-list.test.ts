import { expect, test } from 'vitest';
import type { ProblemGroup } from '../../../electron/ipc/problems.ts';
import { byBucket, chosen, codeKey, codesOfSeveral, groupIcon, withFixed } from './group-list.ts';

function group(id: string, part: Partial<ProblemGroup> = {}): ProblemGroup {
  return {
    id,
    bucket: 'not-readable',
    problem: { code: 'decrypt.padding', params: {}, message: '', action: '', retry: true },
    form: { source: 's', formId: 'f' },
    formTitle: 'F',
    count: 2,
    first: null,
    last: null,
    asksFor: null,
    keysTried: 0,
    versions: [],
    filter: null,
    action: 'download-again',
    folder: null,
    ...part,
  };
}

const shown = (...groups: ProblemGroup[]) => groups.map((one) => ({ group: one, isFixed: false }));

test('a group that disappears stays in its place as fixed, until it is listed again', () => {
  const before = withFixed([], [group('a'), group('b')]);
  const after = withFixed(before, [group('b', { count: 1 }), group('c')]);
  expect(after.map(({ group: { id, count }, isFixed }) => [id, count, isFixed])).toEqual([
    ['a', 0, true],
    ['b', 1, false],
    ['c', 2, false],
  ]);
  expect(withFixed(after, [group('a')]).map(({ isFixed }) => isFixed)).toEqual([false, true, true]);
});

test('buckets are in order with the sum of their groups, without empty ones', () => {
  const groups = shown(group('w', { bucket: 'warning' }), group('a'), group('b', { count: 3 }));
  expect(byBucket(groups).map(({ bucket, count }) => [bucket, count])).toEqual([
    ['not-readable', 5],
    ['warning', 2],
  ]);
});

test('chosen returns the requested group, else the first of the cause, of the bucket, or of all', () => {
  const damaged = group('d', { problem: { ...group('d').problem, code: 'decrypt.length' } });
  const groups = shown(
    group('w', { bucket: 'warning' }),
    group('a'),
    damaged,
    group('s', { bucket: 'not-stored' }),
  );
  const id = (asked: Parameters<typeof chosen>[1]) => chosen(groups, asked)?.group.id ?? null;
  expect(id({ groupId: 's', bucket: 'warning' })).toBe('s');
  expect(id({ groupId: 'gone', bucket: 'warning' })).toBe('w');
  expect(id({})).toBe('a');
  // A link from a report opens its own cause. It need not be the first of its bucket, and it may be in
  // another bucket by now.
  expect(id({ code: 'decrypt.length', bucket: 'not-readable' })).toBe('d');
  expect(id({ code: 'decrypt.padding', bucket: 'not-stored' })).toBe('s');
  expect(id({ code: 'decrypt.length', bucket: 'warning' })).toBe('d');
  expect(chosen([], { groupId: 'a' })).toBeNull();
});

test('a cause that was fixed meanwhile does not open another cause', () => {
  const groups = shown(group('a'));
  expect(chosen(groups, { code: 'net.server_error', bucket: 'not-readable' })).toBeNull();
  expect(chosen(groups, { bucket: 'not-stored' })).toBeNull();
});

test('submissions that wait for a key are one cause, whether the key is locked or missing', () => {
  const groups = shown(group('a'), group('l', { problem: { ...group('l').problem, code: 'key.locked' } }));
  expect(chosen(groups, { code: 'key.none_fits', bucket: 'not-readable' })?.group.id).toBe('l');
});

test('a cause that several forms share is shown with its form', () => {
  const one = group('a');
  const other = group('b', { form: { source: 's', formId: 'g' } });
  const third = group('c', { problem: { ...one.problem, code: 'decrypt.length' } });
  expect([...codesOfSeveral(shown(one, other, third))]).toEqual([codeKey(one)]);
});

test('each kind of cause has its icon', () => {
  const code = (text: string) => ({ ...group('a').problem, code: text });
  expect(groupIcon(group('a', { action: 'add-key' }))).toBe('circle-alert');
  expect(groupIcon(group('a', { action: 'unlock' }))).toBe('lock');
  expect(groupIcon(group('a'))).toBe('circle-x');
  expect(groupIcon(group('a', { bucket: 'not-stored' }))).toBe('rotate-cw');
  expect(groupIcon(group('a', { bucket: 'warning', problem: code('decrypt.signature_mismatch') }))).toBe(
    'shield-alert',
  );
  expect(groupIcon(group('a', { bucket: 'warning', problem: code('submission.attachment_missing') }))).toBe(
    'file-x',
  );
});
