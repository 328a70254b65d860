import { expect, test } from 'vitest';
import type { OpenedSubmission } from '../model/opened.ts';
import { isSuspect } from './suspicion.ts';

const part = { content: { kind: 'bytes', bytes: Buffer.from('x') } } as const;

/** A submission that is encrypted, readable and not signed, as far as suspicion looks at it. */
function opened(more: Partial<OpenedSubmission> = {}): OpenedSubmission {
  return {
    signature: 'unsigned',
    state: 'decrypted',
    encrypted: true,
    instanceId: 'uuid:1',
    problems: [],
    attachments: [],
    ciphertext: [],
    ...more,
  } as unknown as OpenedSubmission;
}

const nothing = { isPlainWhereSealed: false, isShutForItsKey: false, listedId: null };
const problem = (code: string) =>
  [{ code, params: {}, file: null }] as unknown as OpenedSubmission['problems'];
const photo = (state: 'present' | 'missing') =>
  [{ name: 'a.jpg', ciphertextName: 'a.jpg.enc', state }] as unknown as OpenedSubmission['attachments'];

test('what is whole and not signed is not suspect', () => {
  expect(isSuspect(opened(), nothing)).toBe(false);
  expect(isSuspect(opened({ problems: problem('decrypt.signature_absent') }), nothing)).toBe(false);
  expect(isSuspect(opened({ problems: problem('source.part_missing'), state: 'incomplete' }), nothing)).toBe(
    false,
  );
});

test.each([
  ['it could not be read', { state: 'failed' }, {}],
  ['its signature does not match', { problems: problem('decrypt.signature_mismatch') }, {}],
  ['one of its files is damaged', { state: 'incomplete', problems: problem('decrypt.padding') }, {}],
  ['its form needs encryption', { encrypted: false }, { isPlainWhereSealed: true }],
  ['the key of its form does not open it', { state: 'sealed' }, { isShutForItsKey: true }],
  ['it is listed by another ID', {}, { listedId: 'uuid:2' }],
  ['it names no form', { encrypted: false, problems: problem('submission.no_form_id') }, {}],
] as const)('suspect: %s', (_, more, told) => {
  const copy = opened(more as Partial<OpenedSubmission>);
  expect(isSuspect(copy, { ...nothing, ...told })).toBe(true);
  expect(isSuspect({ ...copy, signature: 'valid' }, { ...nothing, ...told })).toBe(false);
});

test('an ID that its server made up is no other ID', () => {
  expect(isSuspect(opened({ instanceId: 'household 12' }), { ...nothing, listedId: 'uuid:2' })).toBe(false);
  expect(isSuspect(opened({ instanceId: 'UUID:A' }), { ...nothing, listedId: 'uuid:a' })).toBe(false);
  expect(isSuspect(opened({ instanceId: null }), { ...nothing, listedId: 'uuid:a' })).toBe(false);
});

test('a file that is missing, while one came that is not named, makes it suspect', () => {
  const named = [{ name: 'submission.xml.enc', ...part }];
  const stray = [...named, { name: 'b.jpg.enc', ...part }];
  const lacking = { state: 'incomplete', attachments: photo('missing') } as const;
  expect(isSuspect(opened({ ...lacking, ciphertext: named }), nothing)).toBe(false);
  expect(isSuspect(opened({ ...lacking, ciphertext: stray }), nothing)).toBe(true);
  expect(isSuspect(opened({ attachments: photo('present'), ciphertext: stray }), nothing)).toBe(false);
});
