// Covers cli/commands/first-of-each.ts.
import { afterEach, expect, test, vi } from 'vitest';
import type { ExportDone } from '../../app/exports/run-export.ts';
import { problemData } from '../../core/ground/problem.ts';
import { printReport } from './print-export.ts';

afterEach(() => vi.restoreAllMocks());

/** What the report of an export with so many columns of one kind prints on standard error. */
function printed(columns: number, hasReport: boolean, name?: string): readonly string[] {
  const err: string[] = [];
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  const notes = Array.from({ length: columns }, (_, i) =>
    problemData('export.answers_of_other_type', {
      ...{ count: 2, file: 'Form.dta', column: `q${i}`, where: 'beside', companion: `q${i}_text` },
    }),
  );
  const report: ExportDone = {
    ...{ base: 'Form', files: [], submissions: 1, rows: 1, alreadyThere: 0, failed: 0, unopened: 0 },
    ...{
      deletedLeftOut: 0,
      mediaCopied: 0,
      media: { files: 0, bytes: 0 },
      named: {},
      problems: [],
      cells: [],
    },
    notes: [...notes, problemData('export.deleted_left_out', { count: 1 })],
    exportReport: hasReport ? { text: '/out/Form-export-report.txt', json: '' } : null,
    linkingTable: null,
  };
  printReport(report, 'stata', name);
  return err.join('').trimEnd().split('\n');
}

test('of many columns that are told alike, the terminal shows the first and says where the others are', () => {
  const lines = printed(150, true);
  expect(lines).toHaveLength(7);
  expect(lines[0]).toContain('2 answers of column q0 in Form.dta');
  expect(lines[0]).toContain('whole in the column q0_text');
  expect(lines[5]).toBe('145 more notes like this one. The report names all: /out/Form-export-report.txt');
  expect(lines[6]).toContain('deleted on its server');
});

test('without a report, --json has all; and a few are shown as they are', () => {
  expect(printed(7, false)).toContain('2 more notes like this one. Export with --json to see all.');
  expect(printed(6, true)).toHaveLength(7);
});

test('beside other exports, each line names its own', () => {
  for (const line of printed(20, true, 'household, stata')) expect(line).toMatch(/^household, stata: /);
});
