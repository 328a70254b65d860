import { expect, test } from 'vitest';
import type { FetchedSubmission } from './fetched.ts';
import { withOwnMemory } from './own-memory.ts';

const whole = new Uint8Array(new TextEncoder().encode('whole'));
const fetched: FetchedSubmission = {
  ref: { formId: 'f', locator: 'l', stamp: '' },
  xml: { kind: 'bytes', bytes: Buffer.from('<data/>') },
  parts: [
    { name: 'small', content: { kind: 'bytes', bytes: Buffer.from('small') } },
    { name: 'whole', content: { kind: 'bytes', bytes: whole } },
    { name: 'large', content: { kind: 'file', path: '/large', size: 5 } },
    { name: 'none', content: null, notAsked: true },
  ],
  facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
  problems: [],
  earlier: [{ xml: Buffer.from('<old/>'), replacedAt: null }],
};

/** The bytes of a submission as text, and how much memory each takes. */
function memoryOf({ xml, parts, earlier = [] }: FetchedSubmission): Record<string, number> {
  const contents = [xml, ...parts.map(({ content }) => content)];
  const all = contents.flatMap((content) => (content?.kind === 'bytes' ? [content.bytes] : []));
  return Object.fromEntries(
    [...all, ...earlier.map((one) => one.xml)].map((bytes) => [
      Buffer.from(bytes).toString(),
      bytes.buffer.byteLength,
    ]),
  );
}

test('the bytes are the same, and take no more memory than they have', () => {
  expect(memoryOf(fetched).small).toBeGreaterThan(1000);
  const own = withOwnMemory(fetched);
  expect(memoryOf(own)).toEqual({ '<data/>': 7, small: 5, whole: whole.buffer.byteLength, '<old/>': 6 });
  expect(own.parts[1]?.content).toEqual({ kind: 'bytes', bytes: whole });
  expect(own.parts.slice(2)).toEqual(fetched.parts.slice(2));
  expect({ ...own, xml: 0, parts: 0, earlier: 0 }).toEqual({ ...fetched, xml: 0, parts: 0, earlier: 0 });
});
