// Covers core/export/formats/stata/dta-content.ts, core/export/formats/stata/characteristics.ts,
// core/export/formats/stata/label-sets.ts, core/export/formats/stata/languages.ts,
// core/export/formats/stata/variables.ts, core/export/formats/stata/texts.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { outputOf } from '../../../../fixtures/other-programs.ts';
import type { FinishedTable } from '../../analysis/analysis-table.ts';
import { type Cell, isMissing } from '../../analysis/cell.ts';
import type { AnalysisColumn } from '../../analysis/column.ts';
import { column, handMade } from '../../analysis/testing/hand-made.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { dtaContent } from './dta-content.ts';
import { writeDta } from './dta-file.ts';
import { LabelSets } from './label-sets.ts';
import { labelLanguages } from './languages.ts';
import type { Release } from './release.ts';
import { allKinds, CODES, COLUMNS, LANGUAGES, ROWS } from './testing/all-kinds.ts';
import { havenReads, pandasReads, readstata13Reads } from './testing/readers.ts';

/* Files for programs that are not ours, so these say what is in them, cell by cell. */

async function written(
  name: string,
  table: FinishedTable,
  hasCodes = true,
  release: Release = 118,
): Promise<string> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, '');
  const languages = labelLanguages(table.form);
  const sets = new LabelSets(table.columns, languages, hasCodes);
  const changed = await writeDta(path, { ...dtaContent(table, { languages, sets, hasCodes }), release });
  expect(changed).toEqual(new Map());
  return path;
}

const LETTERS = { empty: '.', notAsked: '.a', notInVersion: '.b' } as const;

/** 1960 is where Stata's clock begins. */
const BEGIN = Date.UTC(1960, 0, 1);

/** What a reader makes of days and of milliseconds since 1970. */
interface Shown {
  dayOf(days: number): number;
  timeOf(milliseconds: number): number;
}

/** A cell as a reader shows it. */
function shown({ kind, list }: AnalysisColumn, cell: Cell, { dayOf, timeOf }: Shown): string | number {
  if (isMissing(cell)) return kind === 'text' ? '' : LETTERS[cell.missing];
  if (typeof cell === 'string') return cell;
  if (kind === 'choice') return list?.choices[cell]?.code ?? Number.NaN;
  if (kind === 'date') return dayOf(cell);
  if (kind === 'time') return timeOf(BEGIN + cell);
  return kind === 'dateTime' ? timeOf(cell) : cell;
}

/** Numbers are compared as numbers, because programs write them with different digits. */
function compared(texts: readonly string[], expected: readonly (string | number)[]): unknown[] {
  return texts.map((text, row) => (typeof expected[row] === 'number' ? Number(text) : text));
}

onlyWhere('haven')(
  'R haven reads values, labels, extended missing values, dates and long texts',
  async () => {
    const wide = handMade(
      [
        column('key'),
        ...Array.from({ length: 2600 }, (_, i) => column(`v${i}`, i % 2 === 0 ? 'whole' : 'text')),
      ],
      [0, 1, 2].map((row) => [
        `k${row}`,
        ...Array.from({ length: 2600 }, (_, i) => (i % 2 === 0 ? i * row : `${i}/${row}`)),
      ]),
    );
    const [all, none, one, broad] = havenReads([
      await written('all.dta', allKinds()),
      await written('none.dta', handMade(COLUMNS, [], { form: LANGUAGES })),
      await written('one.dta', handMade([column('key')], [['k']])),
      await written('wide.dta', wide),
    ]);
    expect(all?.label).toBe(LANGUAGES.title);
    expect(all?.notes?.slice(1, 3)).toEqual([
      'Form: Household survey – ቤተሰብ (household, version 2024.1).',
      LANGUAGES.zoneRule,
    ]);
    expect(all?.columns.map(({ name }) => name)).toEqual(COLUMNS.map(({ name }) => name));
    for (const [place, own] of COLUMNS.entries()) {
      const read = all?.columns[place];
      const cells = ROWS.map((row) => row[place] ?? '');
      const expected = cells
        .map((cell) => shown(own, cell, { dayOf: (days) => days, timeOf: (ms) => ms / 1000 }))
        // haven leaves out blanks at the end of texts, as of any Stata file; pandas does not.
        .map((cell) => (typeof cell === 'string' ? cell.replace(/ +$/, '') : cell));
      expect(compared(read?.cells ?? [], expected), own.name).toEqual(expected);
    }
    const classes = new Map(all?.columns.map((read) => [read.name, read.class.at(-1) ?? '']));
    expect([classes.get('day'), classes.get('moment'), classes.get('time')]).toEqual([
      'Date',
      'POSIXt',
      'POSIXt',
    ]);
    const status = all?.columns.find(({ name }) => name === 'status');
    expect(status?.label).toMatch(/^What is your marital status.{50,}…$/);
    expect([...(status?.label ?? '')].length).toBeLessThanOrEqual(80);
    expect(status?.labels?.values).toEqual(['1', '2', '3', '4', '5', '6', '7', '.a', '.b']);
    expect(status?.labels?.texts.filter((_, i) => i !== 5)).toEqual([
      ...['Single', 'Married "yes"', 'Other', 'Other (other_2)', 'none'],
      ...['Not asked', 'Not asked (.a)', 'Not in this version'],
    ]);
    expect(all?.columns.find(({ name }) => name === 'c')?.labels?.values).toEqual([
      ...CODES.choices.map(({ value }) => value),
      ...['.a', '.b'],
    ]);
    expect(all?.columns.find(({ name }) => name === 'f')?.labels?.texts.slice(0, 2)).toEqual(['No', 'Yes']);
    expect(none?.columns.map(({ cells }) => cells.length)).toEqual(COLUMNS.map(() => 0));
    expect(one?.columns.map(({ cells }) => cells)).toEqual([['k']]);
    for (const [place, { cells }] of (broad?.columns ?? []).slice(1).entries()) {
      expect(cells).toEqual(
        [0, 1, 2].map((row) => (place % 2 === 0 ? String(place * row) : `${place}/${row}`)),
      );
    }
  },
);

onlyWhere('pandas')('pandas reads values and missing values, and its defaults do not fail', async () => {
  const [all, empty, more] = pandasReads([
    await written('all.dta', allKinds()),
    await written('empty.dta', allKinds(), false),
    await written('119.dta', allKinds(), true, 119),
  ]);
  for (const [place, own] of COLUMNS.entries()) {
    const cells = ROWS.map((row) => row[place] ?? '');
    const expected = cells.map((cell) =>
      shown(own, cell, { dayOf: (days) => days + 3653, timeOf: (ms) => ms - BEGIN }),
    );
    expect(compared(all?.columns[own.name] ?? [], expected), own.name).toEqual(expected);
    const plain = expected.map((cell) => (cell === '.a' || cell === '.b' ? '.' : cell));
    expect(compared(empty?.columns[own.name] ?? [], plain), own.name).toEqual(
      own.kind === 'text' ? expected : plain,
    );
  }
  expect(more).toEqual(all);
  expect([all?.types.status, all?.types.b, all?.types.t]).toEqual(['category', 'float64', 'object']);
  expect(all?.sets.marital_status_values?.['2']).toBe('mar ried');
});

onlyWhere('readstata13')(
  'readstata13 reads labels in every language, notes and characteristics',
  async () => {
    const [all, more] = readstata13Reads([
      await written('all.dta', allKinds()),
      await written('119.dta', allKinds(), true, 119),
    ]);
    expect(more).toEqual(all);
    expect(all?.languages).toEqual(['en', 'am', 'ar']);
    expect(all?.current).toBe('en');
    const place = COLUMNS.findIndex(({ name }) => name === 'status');
    expect(all?.labels.am?.[place]).toBe('የጋብቻ ሁኔታ');
    expect(all?.labels.ar?.[place]).toBe('الحالة الاجتماعية');
    expect(all?.labels.en?.[place]).toMatch(/^What is your marital status/);
    const of = (owner: string): Record<string, string> =>
      Object.fromEntries(
        all?.characteristics.filter(([own]) => own === owner).map(([, name, text]) => [name, text]) ?? [],
      );
    const question = COLUMNS[place]?.question;
    expect(of('status')).toMatchObject({
      odk_name: 'person/status',
      odk_type: 'select1',
      odk_label_en: question?.labels['English (en)'],
      odk_label_am: 'የጋብቻ ሁኔታ',
      odk_hint_en: 'Ask the person',
      odk_relevant: question?.relevant,
      odk_constraint: question?.constraint,
      odk_message_am: 'ሌላ ይምረጡ',
      odk_required: 'true()',
      odk_calculated: 'true()',
      odk_treatment: 'choices put together',
      odk_first_version: '1',
      odk_last_version: '2024.1',
      note0: '2',
      note2: 'Changed before the export: choices put together.',
    });
    expect(of('_dta')).toMatchObject({
      odk_form_id: 'household',
      odk_form_version: '2024.1',
      odk_zone: LANGUAGES.zoneRule,
      odk_key: 'key',
      note0: '4',
    });
    expect(of('long')).toMatchObject({
      odk_label: 'A fact in no language',
      _lang_v_am: 'A fact in no language',
    });
    expect(of('long')).not.toHaveProperty('odk_label_am');
    const [english, amharic] = [all?.setNames[place] ?? '', of('status')._lang_l_am ?? ''];
    expect(all?.sets[english]).toMatchObject({ Single: 1, 'Other (other_2)': 4 });
    expect(all?.sets[amharic]).toMatchObject({ ያላገባ: 1, ሌላ: 3, 'ሌላ (other_2)': 4 });
    expect(all?.setNames[place + 1]).toBe(english);
    const long = COLUMNS.findIndex(({ name }) => name === 'long');
    expect(all?.texts.long?.map((text) => text ?? '')).toEqual(
      ROWS.map((row) => (typeof row[long] === 'string' ? row[long] : '')),
    );
  },
);

onlyWhere('readstat')('ReadStat accepts the files', async () => {
  expect(outputOf('readstat', [await written('all.dta', allKinds())])).toContain(`Rows: ${ROWS.length}`);
  expect(outputOf('readstat', [await written('none.dta', handMade(COLUMNS, []))])).toContain('Rows: 0');
});
