import { readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../../docs/reliability.md', import.meta.url);

/**
 * Prints a table of docs/reliability.md. With UPDATE_DOCS=1, it also writes the table into that page, between
 * the marks with this name. Takes the lines of the table, the header first.
 */
export function showTable(name: 'faults' | 'circumstances', lines: readonly string[]): void {
  const table = lines.join('\n');
  process.stdout.write(`${table}\n`);
  if (process.env.UPDATE_DOCS !== '1') return;
  const marks = new RegExp(`(<!-- ${name} -->\n).*?(\n<!-- /${name} -->)`, 's');
  const before = readFileSync(page, 'utf8');
  if (!marks.test(before)) throw new Error(`docs/reliability.md has no place for ${name}`);
  writeFileSync(
    page,
    before.replace(marks, (_, open: string, close: string) => `${open}\n${table}\n${close}`),
  );
}
