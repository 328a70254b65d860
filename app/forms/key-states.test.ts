import { afterAll, expect, test } from 'vitest';
import type { FormKeyState } from '../../core/model/form-row.ts';
import type { FormFace } from '../../core/store/forms.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { HeldKeys } from '../keys/held-keys.ts';
import { keyStates, stateOfKey } from './key-states.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

type Listed = Parameters<typeof stateOfKey>[0];

const listed = (changes: Partial<Listed>): Listed => ({
  ...({ isKeyKept: false, keptKeys: null, isEncrypted: false } as Listed),
  ...changes,
});
const none: FormKeyState = { kind: 'none', fingerprint: 'f', isTried: false };
const open: FormKeyState = { kind: 'open', name: 'field', fingerprint: 'f' };
const locked: FormKeyState = { kind: 'locked', name: 'field', fingerprint: 'f' };
const unknown: FormKeyState = { kind: 'unknown' };

test.each<readonly [string, Partial<Listed>, FormKeyState, FormKeyState]>([
  ['the server keeps the key', { isKeyKept: true }, none, { kind: 'server' }],
  ['the server keeps this very key', { isKeyKept: true, keptKeys: ['f'] }, none, { kind: 'server' }],
  ['the server keeps another key', { isKeyKept: true, keptKeys: ['g'] }, none, none],
  ['the key that the server keeps is open here', { isKeyKept: true }, open, open],
  ['the key that the server keeps is locked here', { isKeyKept: true }, locked, locked],
  [
    'the list says that it is encrypted, and its definition is not here',
    { isEncrypted: true },
    unknown,
    { kind: 'none', fingerprint: null, isTried: false },
  ],
  ['nothing is said of it', {}, unknown, unknown],
])('%s', (_, of, state, expected) => {
  expect(stateOfKey(listed(of), state)).toEqual(expected);
});

test('the newest definition names the key of a form; submissions that still wait need another key', () => {
  const key = testKey('sample-project/keys/TEST-key-2023.pem');
  const { fingerprint } = key;
  const keys = new HeldKeys(() => undefined);
  keys.hold({ key, name: 'field', file: null, format: null });
  const face = (formId: string, keyFingerprint: string | null) =>
    ({ formId, version: null, keyFingerprint }) as FormFace;
  const faces = new Map([
    ['plain', [face('plain', null), face('plain', fingerprint)]],
    ['ours', [face('ours', fingerprint)]],
    ['mixed', [face('mixed', fingerprint), face('mixed', 'other')]],
    ['theirs', [face('theirs', 'other')]],
  ]);
  const waiting = new Map([
    ['mixed', 3],
    ['theirs', 2],
  ]);
  const context = { workspace: spaces.open(), keys };
  const stateOf = keyStates(context, faces, waiting);
  expect(['plain', 'ours', 'mixed', 'theirs', 'new'].map(stateOf)).toEqual([
    { kind: 'not-encrypted' },
    { kind: 'open', name: 'field', fingerprint },
    { kind: 'some', name: 'field', fingerprint, waiting: 3 },
    { kind: 'none', fingerprint: 'other', isTried: true },
    { kind: 'unknown' },
  ]);
});
