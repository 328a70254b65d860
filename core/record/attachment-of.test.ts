import { expect, test } from 'vitest';
import { attachmentOf } from './attachment-of.ts';

const attachments = [
  { name: 'p.jpg', file: null },
  { name: 'p.jpg', file: 'two' },
  { name: ' q.jpg', file: 'q' },
  { name: 'r.jpg', file: null },
];

test.each([
  ['p.jpg', 'two'],
  ['q.jpg', 'q'],
  [' q.jpg', 'q'],
  ['r.jpg', null],
  ['s.jpg', undefined],
])('%s', (answer, file) => {
  expect(attachmentOf(attachments, answer, (one) => one.file !== null)?.file).toBe(file);
});
