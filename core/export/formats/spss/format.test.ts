// Covers core/export/formats/spss/description.ts, core/export/formats/spss/target.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { planExport } from '../../plan-export.ts';
import { choices, field, form, group, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { target } from './target.ts';

const FORM = form([
  field('age', 'int'),
  group('g', field('g/AGE', 'int'), field('g/with')),
  field('born', 'date'),
  field('many', 'select', choices('a', 'b')),
  repeat('child', field('child/name')),
]);

async function exported(xml: string, options: Partial<OptionsFor<'spss'>> = {}) {
  const folder = temporaryFolder();
  const reader = new MemoryReader([FORM], [submitted(FORM, 'uuid:1', xml)]);
  const all = { folder, fileName: 'file', ...options, format: 'spss' } as const;
  const report = await writeExport(reader, all);
  return { folder, report, plan: planExport(reader, all) };
}

test('there is a file for the submissions and one for each repeat', async () => {
  const { folder, plan } = await exported('<age>1</age><child><name>x</name></child>');
  expect(readdirSync(folder).sort()).toEqual(['file-child.sav', 'file.sav']);
  expect(plan.tables[0]?.columns).toEqual(
    expect.arrayContaining(['key', 'age', 'g_AGE', 'with_', 'born', 'many', 'many_a', 'many_b']),
  );
  expect(plan.tables[1]?.columns).toEqual(['key', 'parent_key', 'position', 'name']);
  for (const name of readdirSync(folder)) {
    expect(readFileSync(join(folder, name)).toString('latin1', 0, 24)).toBe('$FL2@(#) SPSS DATA FILE ');
  }
});

test('days before the calendar of SPSS are kept as texts', async () => {
  const { folder, report } = await exported('<born>1582-10-14</born>');
  expect(report.notes).toEqual([
    expect.objectContaining({
      code: 'export.answers_of_other_type',
      params: { column: 'born', companion: 'born_text', where: 'beside', count: 1, file: 'file.sav' },
    }),
  ]);
  expect(readFileSync(join(folder, 'file.sav')).toString('latin1')).toContain('born_text');
  const held = await exported('<born>1582-10-15</born>');
  expect(held.report.notes).toEqual([]);
});

test('a target holds what a file can keep apart from its own signs', () => {
  expect(target.holds?.('date', -141_427)).toBe(true);
  expect(target.holds?.('date', -141_428)).toBe(false);
  expect(target.holds?.('dateTime', -141_427 * 86_400_000 - 1)).toBe(false);
  expect(target.holds?.('number', -1.7e308)).toBe(true);
  expect(target.holds?.('number', -Number.MAX_VALUE)).toBe(false);
  expect(target.holds?.('number', Number.MAX_VALUE)).toBe(false);
});

test('without codes there are none, and without the texts of select-multiples only their columns', async () => {
  const { folder, plan } = await exported('<age>1</age>', { missing: 'empty', selectMultiple: 'columns' });
  expect(readFileSync(join(folder, 'file.sav')).toString('latin1')).not.toContain('Not asked');
  expect(plan.tables[0]?.columns).toContain('many_a');
  expect(plan.tables[0]?.columns).not.toContain('many');
});

test('texts that lose something are counted', async () => {
  const { report } = await exported('<g><with>spaces  </with></g>');
  expect(report.notes).toEqual([
    expect.objectContaining({
      code: 'export.cells_changed',
      params: { column: 'with_', count: 1, file: 'file.sav' },
    }),
  ]);
});
