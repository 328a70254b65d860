// Covers core/export/formats/spss/extension-records.ts, core/export/formats/spss/placed.ts,
// core/export/formats/spss/record-bytes.ts.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { CaseBytes } from './case-bytes.ts';
import { type Dictionary, plainNumber, text, type Variable } from './dictionary.ts';
import { dictionaryBytes } from './dictionary-bytes.ts';

function variable(name: string, more: Partial<Variable> = {}): Variable {
  const width = more.width ?? 0;
  return {
    name,
    label: '',
    width,
    display: width === 0 ? plainNumber(8, 0) : text(width),
    columnWidth: 8,
    measure: width === 0 ? 'scale' : 'nominal',
    missing: [],
    labels: null,
    attributes: [],
    ...more,
  };
}

function dictionary(variables: readonly Variable[], more: Partial<Dictionary> = {}): Dictionary {
  return {
    label: '',
    product: 'x',
    created: { day: '05 Jan 26', time: '00:00:00' },
    variables,
    sets: [],
    attributes: [],
    document: [],
    cases: 0,
    ...more,
  };
}

/** A file that another writer made and that `haven` and PSPP read without a warning. */
const PUBLISHED = { bytes: 591, sha256: '76dfaf08de03a0a2641e6c2a5d0077dcb2c7bd525e4dda30e9d7ab193c1e0273' };

test('a small file has exactly the bytes of another writer', () => {
  const head = dictionaryBytes(
    dictionary(
      [
        variable('a', { label: 'A', labels: [{ value: 1, label: 'Yes' }] }),
        variable('long_name', { width: 9 }),
      ],
      { cases: 3 },
    ),
  );
  const parts: Uint8Array[] = [head];
  const cases = new CaseBytes((bytes) => parts.push(Uint8Array.from(bytes)));
  cases.number(1);
  cases.text('ሀ', [9]);
  cases.noNumber();
  cases.text('', [9]);
  cases.number(0.5);
  cases.text('abcdefghi', [9]);
  cases.end();
  const file = Buffer.concat(parts);
  expect(file.length).toBe(PUBLISHED.bytes);
  expect(createHash('sha256').update(file).digest('hex')).toBe(PUBLISHED.sha256);
});
