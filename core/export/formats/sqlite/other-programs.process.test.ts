// Covers core/export/formats/sqlite/plan.ts, core/store/other-database.ts.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { outputOf } from '../../../../fixtures/other-programs.ts';
import type { RowReader } from '../../../model/rows.ts';
import { otherDatabases } from '../../../store/other-database.ts';
import { Workspace } from '../../../store/workspace.ts';
import { writeExport } from '../../export.ts';
import { tidy } from '../../testing/export-to.ts';
import { field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

/* A copy is for programs that are not ours, so these say whether it is right. */

async function copied(reader: RowReader): Promise<string> {
  const folder = temporaryFolder();
  await writeExport(reader, { folder, fileName: 'copy', databases: otherDatabases, format: 'sqlite' });
  return join(folder, 'copy.sqlite');
}

function sqlite3(path: string, sql: string): string {
  return outputOf('sqlite3', ['-readonly', path, sql]).trim();
}

/** Answers that other formats cannot hold, or that other readers cut or change. */
const ODD = [
  ...[
    'a\nb\r\nc',
    '"',
    "'; DROP TABLE survey; --",
    '😀',
    '\u0001\u001f\u007f',
    ' two  words ',
    'NULL',
    '007',
  ],
  ...['ዘጌ', 'العربية', '=1+1', '\ufeffx', 'x'.repeat(1_000_000)],
];

/** A form with these answers in a text, and with numbers that do not come first, or that are none. */
const SURVEY = form([field('a'), field('n', 'int'), field('d', 'decimal'), repeat('r', field('r/b'))], {
  formId: 'survey',
});
const NUMBERS = ['', '12', '-5', '9007199254740993'];
const survey = new MemoryReader(
  [SURVEY],
  ODD.map((a, i) => {
    const n = NUMBERS[i % NUMBERS.length] ?? '';
    const submission = submitted(
      SURVEY,
      `i${String(i).padStart(2, '0')}`,
      `<n>${n}</n><d>1.5</d><r><b>${i}</b></r>`,
    );
    const [main, ...rest] = submission.records;
    if (main === undefined) throw new Error('no record');
    return { ...submission, records: [{ ...main, values: { ...main.values, a } }, ...rest] };
  }),
);

onlyWhere('sqlite3')("Debian's SQLite finds the file whole, and each answer as it was written", async () => {
  const path = await copied(survey);
  expect(sqlite3(path, 'PRAGMA integrity_check')).toBe('ok');
  expect(sqlite3(path, 'PRAGMA journal_mode; PRAGMA application_id; PRAGMA user_version')).toBe(
    'delete\n1098151009\n1',
  );
  const hexes = sqlite3(path, 'SELECT hex(a) FROM survey ORDER BY "KEY"').split('\n');
  expect(hexes.map((hex) => Buffer.from(hex, 'hex').toString())).toEqual(ODD);
  expect(sqlite3(path, 'SELECT group_concat(DISTINCT typeof(n)) FROM survey WHERE n IS NOT NULL')).toBe(
    'integer',
  );
  expect(sqlite3(path, 'SELECT n FROM survey WHERE n > 1000 LIMIT 1')).toBe('9007199254740993');
  const joined = 'SELECT count(*) FROM survey s JOIN "survey r" r ON r."PARENT_KEY" = s."KEY"';
  expect(sqlite3(path, joined)).toBe(String(ODD.length));
  expect(sqlite3(path, `EXPLAIN QUERY PLAN ${joined}`)).toContain('USING');
});

/** The copies of all forms of a workspace that is there, beside its views and its CSV files. */
const FIXTURE = fileURLToPath(new URL('../../../../fixtures/workspaces/2026-11', import.meta.url));

onlyWhere('sqlite3')('every table has the rows of its view, and the cells of the tidy CSV', async () => {
  const folder = join(temporaryFolder(), 'workspace');
  cpSync(FIXTURE, folder, { recursive: true });
  const workspace = new Workspace(folder);
  try {
    const reader = workspace.rows('household');
    const path = await copied(reader);
    const names = JSON.parse(
      outputOf('sqlite3', [
        '-readonly',
        '-json',
        path,
        "SELECT name FROM sqlite_master WHERE type = 'table'",
      ]),
    ) as { name: string }[];
    const rows = (file: string, table: string, columns: string) => {
      const sql = `SELECT ${columns} FROM "${table}" ORDER BY "KEY"`;
      return JSON.parse(outputOf('sqlite3', ['-readonly', '-json', file, sql]) || '[]') as Record<
        string,
        unknown
      >[];
    };
    const views = join(folder, 'attache.sqlite');
    const { files } = await tidy(reader, { names: 'leaf', formulaGuard: false });
    for (const name of ['household', 'household member', 'household member vaccination']) {
      expect(names.map((one) => one.name)).toContain(name);
      const [first = {}] = rows(views, name, '*');
      // A column that no definition names is only in the copy.
      const columns = Object.keys(first).map(
        (column) => `"${column}", typeof("${column}") AS "type ${column}"`,
      );
      const ours = rows(path, name, columns.join());
      expect(ours.length).toBeGreaterThan(0);
      expect(ours).toEqual(rows(views, name, columns.join()));

      const suffix = name === 'household' ? '' : `-${name.split(' ').at(-1)}`;
      const csv = parse(files[`export${suffix}.csv`] ?? '', { columns: true }) as Record<string, string>[];
      const byKey = new Map(rows(path, name, '*').map((row) => [row.KEY, row]));
      expect(csv).toHaveLength(byKey.size);
      let compared = 0;
      for (const { key = '', ...cells } of csv) {
        for (const [column, cell] of Object.entries(cells)) {
          const value = byKey.get(key)?.[column];
          if (value === undefined) continue;
          compared += 1;
          if (typeof value === 'number') expect(value).toBe(Number(cell));
          // Tidy writes date-times in ISO 8601; the copy, like the views, as they were written.
          else if (!/^\d{4}-\d\d-\d\dT/.test(cell)) expect(value ?? '').toBe(cell);
        }
      }
      expect(compared).toBeGreaterThan(csv.length);
    }
  } finally {
    workspace.close();
  }
});

onlyWhere('python3')('Python reads types and texts', async () => {
  const program = `import sqlite3, sys, json
db = sqlite3.connect(sys.argv[1])
rows = db.execute('SELECT a, n, d FROM survey ORDER BY KEY').fetchall()
print(json.dumps([[r[0], type(r[1]).__name__, type(r[2]).__name__] for r in rows]))`;
  const rows = JSON.parse(outputOf('python3', ['-c', program, await copied(survey)])) as unknown[][];
  expect(rows.map(([a]) => a)).toEqual(ODD);
  expect(rows.slice(0, 2).map(([, n, d]) => [n, d])).toEqual([
    ['NoneType', 'float'],
    ['int', 'float'],
  ]);
});

onlyWhere('rsqlite')('R reads the tables by name, with numbers as numbers', async () => {
  const program = `library(DBI)
db <- dbConnect(RSQLite::SQLite(), commandArgs(TRUE)[1], flags = RSQLite::SQLITE_RO)
survey <- dbReadTable(db, "survey", check.names = FALSE)
r <- dbReadTable(db, "survey r", check.names = FALSE)
cat(nrow(survey), class(survey$a), class(survey$d), class(survey$n), nrow(merge(survey, r, by.x = "KEY", by.y = "PARENT_KEY")), "\\n")
cat(max(nchar(survey$a)), as.character(survey$n[4]), dbListTables(db), sep = "|")`;
  const [first, second] = outputOf('Rscript', ['--vanilla', '-e', program, await copied(survey)]).split('\n');
  expect(first?.trim()).toBe(`${ODD.length} character numeric integer64 ${ODD.length}`);
  expect(second).toBe('1000000|9007199254740993|attachment|survey|survey r');
});
