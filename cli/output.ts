import { describe, type ProblemData } from '../core/ground/problem.ts';

/**
 * Returns text from servers and files that is safe for a terminal. Control characters could steer the
 * terminal, so they are replaced.
 */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD');
}

/** Prints one JSON document on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Prints a JSON array on standard output, one element per line. A million elements are never in memory
 * together.
 */
export function printJsonArray(values: Iterable<unknown>): void {
  let first = true;
  process.stdout.write('[');
  for (const value of values) {
    process.stdout.write(`${first ? '\n' : ',\n'}${JSON.stringify(value)}`);
    first = false;
  }
  process.stdout.write(first ? ']\n' : '\n]\n');
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a note or warning on standard error, because a program may read standard output. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Prints a table with aligned columns. Numbers are aligned to the right. */
export function printTable(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): void {
  const cells = [header, ...rows].map((row) => row.map((cell) => printable(String(cell ?? ''))));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)));
  const isNumber = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  for (const row of cells) {
    const line = row.map((cell, column) => {
      const space = ' '.repeat((widths[column] ?? 0) - [...cell].length);
      return isNumber[column] === true ? space + cell : cell + space;
    });
    printLine(line.join('  ').trimEnd());
  }
}

/**
 * Returns a number with commas between its thousands: `1,234.5`. `toLocaleString` loads the data of all languages first,
 * which takes a tenth of the time of a short command.
 */
export function grouped(value: number): string {
  return String(value).replace(/(?<!\.\d*)\B(?=(?:\d{3})+(?!\d))/g, ',');
}

/** Returns `1 submission`, `2 submissions`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Returns a problem in the form that scripts read. */
export function problemJson(
  problem: ProblemData & {
    readonly formId: string | null;
    readonly instanceId: string | null;
    readonly file: string | null;
  },
): object {
  const { message, action, retry } = describe(problem);
  const { code, formId, instanceId, file } = problem;
  return { code, formId, instanceId, file, message, action, retry };
}
