// Covers core/decrypt/keep-files.ts, core/decrypt/open-encrypted.ts, core/decrypt/open-files.ts,
// core/decrypt/open-matched.ts, core/decrypt/open-parts.ts, core/decrypt/open-plain.ts,
// core/decrypt/opened-files.ts, core/decrypt/part-problems.ts, core/decrypt/submission-parts.ts,
// core/decrypt/unreadable.ts, core/record/read-answers.ts.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type EncryptRequest, encryptSubmission } from '../../fixtures/encrypt/encrypt-submission.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { type ProblemData, problemData } from '../ground/problem.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import { openSubmission } from './open-submission.ts';

const key = corpusKey('A');
const filesFolder = mkdtempSync(join(tmpdir(), 'attache-open-'));
afterAll(() => rmSync(filesFolder, { recursive: true, force: true }));

interface Variant {
  /** Changes the manifest as a server does, or as another client writes it. */
  readonly manifest?: (written: string) => string;
  readonly without?: readonly string[];
  readonly keys?: readonly (typeof key)[];
  /** The problems that the source reports for single files. */
  readonly problems?: readonly ProblemData[];
  /** Files larger than this are decrypted from file to file, piece by piece. */
  readonly inlineLimit?: number;
}

/** Encrypts a submission with the writer of the fixtures, and decrypts it. */
function opened(request: Partial<EncryptRequest>, variant: Variant = {}): OpenedSubmission {
  const made = encryptSubmission(
    {
      formId: 'f',
      version: '1',
      instanceId: 'uuid:1',
      xml: '<data id="f"><a>1</a></data>',
      media: [{ name: 'a.jpg', bytes: Buffer.from('JPEG') }],
      publicKey: key.publicKey,
      shape: 'collect',
      ...request,
    },
    (count) => randomBytes(count).toString('latin1'),
  );
  const manifest = variant.manifest?.(made.manifest) ?? made.manifest;
  return openSubmission(
    {
      ref: { formId: 'f', locator: 'l', stamp: '' },
      xml: { kind: 'bytes', bytes: Buffer.from(manifest) },
      parts: [...made.files].flatMap(([name, bytes]) =>
        variant.without?.includes(name) === true
          ? []
          : [{ name, content: { kind: 'bytes', bytes } as const }],
      ),
      facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
      problems: variant.problems ?? [],
    },
    {
      keys: variant.keys ?? [key],
      forms: [],
      filesFolder,
      inlineLimit: variant.inlineLimit ?? 1 << 24,
      keepCiphertext: false,
    },
  );
}

const answers = ({ records }: OpenedSubmission): Record<string, string> =>
  JSON.parse(records[0]?.values ?? '{}');
const codes = ({ problems }: OpenedSubmission): string[] => problems.map(({ code }) => code);

describe('answers with characters that XML forbids', () => {
  test.each([
    ['kept', 'x\u0003&#11;\ufffey', 'x\u0003\u000b\ufffey', ['submission.characters_kept'], { kept: 3 }],
    ['replaced', 'x\0&#55357;y', 'x\ufffd\ufffdy', ['submission.characters_replaced'], { replaced: 2 }],
    ['an emoji by its halves', '&#55357;&#56832;', '😀', [], undefined],
  ])('are open and proved: %s', (_, written, read, problems, params) => {
    for (const inlineLimit of [1 << 24, 64]) {
      const xml = `<data id="f"><a>${written}</a><b>${'long '.repeat(20)}</b></data>`;
      const submission = opened({ xml }, { inlineLimit });
      expect([submission.state, submission.signature, answers(submission).a]).toEqual([
        'decrypted',
        'valid',
        read,
      ]);
      expect(codes(submission)).toEqual(problems);
      expect(submission.problems[0]?.params).toEqual(params && { file: 'submission.xml.enc', ...params });
    }
  });

  test('before and after the point where a large file is cut into pieces', () => {
    const piece = 64 * 1024;
    for (const odd of ['&#55357;&#56832;', '\u0001', '\0', '\ufffe', '😀']) {
      for (let before = 1; before <= odd.length + 4; before += 1) {
        const xml = `<d><a>${'x'.repeat(piece - 6 - before)}${odd}end</a></d>`;
        const submission = opened({ xml, media: [] }, { inlineLimit: 1024 });
        const wanted = { '&#55357;&#56832;': '😀', '\0': '\ufffd' }[odd] ?? odd;
        expect(answers(submission).a?.replace(/^x+/, '')).toBe(`${wanted}end`);
      }
    }
  });

  test('zeros after the answers are ignored', () => {
    const submission = opened({ xml: `<data id="f"><a>1</a></data>${'\0'.repeat(100)}` });
    expect([submission.state, submission.signature, codes(submission)]).toEqual(['decrypted', 'valid', []]);
  });

  test('bytes of another encoding are lost alone, and a problem says so', () => {
    const damaged = openPlainBytes(Buffer.from('<data id="f"><a>caf\u00e9</a><b>2</b></data>', 'latin1'));
    expect([damaged.state, answers(damaged)]).toEqual(['decrypted', { a: 'caf\ufffd', b: '2' }]);
    expect(codes(damaged)).toEqual(['submission.bytes_damaged']);
    const declared = `<?xml version="1.0" encoding="ISO-8859-1"?><data id="f"><a>caf\u00e9</a></data>`;
    const good = openPlainBytes(Buffer.from(declared, 'latin1'));
    expect([answers(good).a, codes(good)]).toEqual(['café', []]);
  });
});

function openPlainBytes(bytes: Uint8Array): OpenedSubmission {
  return openSubmission(
    {
      ref: { formId: 'f', locator: 'l', stamp: '' },
      xml: { kind: 'bytes', bytes },
      parts: [],
      facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
      problems: [],
    },
    { keys: [], forms: [], filesFolder, inlineLimit: 1 << 24, keepCiphertext: false },
  );
}

describe('manifests as their clients wrote them', () => {
  const pairs = (xml: string) => xml.replaceAll('💡', '&#55357;&#56481;').replaceAll('é', '&#233;');

  test('an emoji in the form ID, the version, the instance ID and a name, as two references each', () => {
    const media = [{ name: '💡.jpg', bytes: Buffer.from('JPEG') }];
    const submission = opened(
      { formId: 'idea-💡', version: 'v💡é', instanceId: 'uuid:💡', media },
      { manifest: pairs },
    );
    expect(submission).toMatchObject({
      signature: 'valid',
      formId: 'idea-💡',
      version: 'v💡é',
      instanceId: 'uuid:💡',
      attachments: [{ name: '💡.jpg', state: 'present' }],
      problems: [],
    });
  });

  test('they wait for their key like any other', () => {
    expect(opened({ formId: 'idea-💡' }, { manifest: pairs, keys: [] })).toMatchObject({
      state: 'sealed',
      formId: 'idea-💡',
    });
  });

  // Java signs a lone half of a pair as `?`, and writes it as a reference.
  test.each([
    ['half of a pair', 'a?b', 'a&#55357;b', 'a\ufffdb'],
    ['a zero', 'a\0b', 'a&#0;b', 'a\ufffdb'],
    ['a control character', 'a\u0001b', 'a&#1;b', 'a\u0001b'],
  ])('what was signed with %s is proved, and stored so that it can be kept', (_, signed, written, stored) => {
    const submission = opened(
      { formId: signed, version: signed, instanceId: signed },
      { manifest: (xml) => xml.replaceAll(signed, written) },
    );
    expect([submission.signature, submission.formId, submission.version, submission.instanceId]).toEqual([
      'valid',
      stored,
      stored,
      stored,
    ]);
  });
});

describe('instance IDs with white space at an end', () => {
  const ends = [
    ' lead',
    'trail ',
    '  both\t',
    '\u00a0nbsp',
    'nbsp\u00a0',
    ' \u00a0mixed \u2003',
    'in  side',
    '\nline\n',
  ];

  test.each(ends)('%j as Collect makes its keys, from the whole text', (instanceId) => {
    for (const inlineLimit of [1 << 24, 8]) {
      const submission = opened({ instanceId }, { inlineLimit });
      expect([submission.signature, submission.repaired, answers(submission).a]).toEqual([
        'valid',
        null,
        '1',
      ]);
      expect(submission.instanceId).toBe(instanceId.replace(/^[\0-\u0020]+|[\0-\u0020]+$/g, ''));
      expect(submission.records[0]?.key).toBe(submission.instanceId);
      expect(submission.problems).toEqual([]);
    }
  });

  test('keys from the text without white space, when a server has formatted the manifest again', () => {
    for (const around of ['\n    uuid:1\n  ', ' uuid:1', '\u00a0uuid:1 ']) {
      const submission = opened({}, { manifest: (xml) => xml.replace('>uuid:1<', `>${around}<`) });
      expect([submission.signature, answers(submission).a]).toEqual(['valid', '1']);
    }
  });

  test('when the signature cannot be checked, the text that makes the answers begin like XML is used', () => {
    const withoutPhoto = opened({ instanceId: ' lead' }, { without: ['a.jpg.enc'] });
    expect([withoutPhoto.state, withoutPhoto.signature, answers(withoutPhoto).a]).toEqual([
      'incomplete',
      'not-checkable',
      '1',
    ]);
    const unsigned = opened(
      { instanceId: 'trail ' },
      {
        manifest: (xml) =>
          xml.replace(/<base64EncryptedElementSignature>.*<\/base64EncryptedElementSignature>/, ''),
      },
    );
    expect([unsigned.state, unsigned.signature, answers(unsigned).a]).toEqual(['decrypted', 'absent', '1']);
  });

  test('a changed file is a mismatch with every text, and is kept as the usual text decrypts it', () => {
    const submission = opened(
      { instanceId: 'trail' },
      { manifest: (xml) => xml.replace('id="f"', 'id="g"').replace('>trail<', '> trail <') },
    );
    expect([submission.state, submission.signature, answers(submission).a]).toEqual([
      'decrypted',
      'mismatch',
      '1',
    ]);
  });
});

test.each([
  [' 2 ', ' 2 '],
  ['2', ' 2 '],
  ['  ', '  '],
])('a version or form ID signed as %j and written as %j is proved', (signed, written) => {
  const manifest = (xml: string) =>
    xml.replace(`id="${signed}"`, `id="${written}"`).replace(`version="${signed}"`, `version="${written}"`);
  expect(opened({ formId: signed, version: signed }, { manifest }).signature).toBe('valid');
});

describe('problems of a file that is missing', () => {
  const ANSWERS = 'submission.xml.enc';
  const codesOf = ({ problems }: OpenedSubmission): readonly string[] =>
    problems.map(({ code, file }) => `${code} ${file ?? ''}`.trim());

  test.each([
    ['source.part_missing', 'submission.xml_enc_missing'],
    ['source.part_deleted', 'source.answers_deleted'],
  ] as const)('the answers themselves, of which the source says %s', (said, told) => {
    const problems = [problemData(said, { file: ANSWERS })];
    for (const keys of [[key], []]) {
      const codes = codesOf(opened({}, { without: [ANSWERS], problems, keys }));
      expect(codes.filter((code) => !code.startsWith('key.'))).toEqual([`${told} ${ANSWERS}`]);
    }
    // Another file with that name has come.
    const whole = codesOf(opened({}, { problems }));
    expect(whole).toEqual([]);
  });

  test('a missing attachment is reported when the answers are missing too', () => {
    for (const keys of [[key], []]) {
      const codes = codesOf(opened({}, { without: ['a.jpg.enc', ANSWERS], keys }));
      expect(codes.filter((code) => !code.startsWith('key.'))).toEqual([
        'submission.attachment_missing a.jpg.enc',
        `submission.xml_enc_missing ${ANSWERS}`,
      ]);
    }
  });

  test('missing answers that are also listed as an attachment are reported once', () => {
    const manifest = (written: string): string =>
      written.replace('</media>', `</media><media><file>${ANSWERS}</file></media>`);
    for (const keys of [[key], []]) {
      const codes = codesOf(opened({}, { without: [ANSWERS], manifest, keys }));
      expect(codes.filter((code) => /missing/.test(code))).toEqual([`submission.xml_enc_missing ${ANSWERS}`]);
    }
  });

  test('a session key that is too long is not reported as cut', () => {
    const manifest = (written: string): string =>
      written.replace(/(<base64EncryptedKey>)[^<]*/, `$1${'QUJD'.repeat(100)}`);
    const cut = (written: string): string => written.replace(/(<base64EncryptedKey>)[^<]*/, '$1QUJD');
    expect(codesOf(opened({}, { manifest }))[0]).toBe('submission.key_too_long');
    expect(codesOf(opened({}, { manifest: cut }))[0]).toBe('submission.key_truncated');
  });
});
