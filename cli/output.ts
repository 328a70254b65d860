import { describe, type ProblemData } from '../core/ground/problem.ts';

/** Text from servers and files as it may go to a terminal: control characters, which could steer it, are replaced. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD');
}

/** One JSON document on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A JSON array on standard output, one element a line, so that a million of them are never in memory. */
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

/** Notes and warnings: never on standard output, which may be read by a program. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A table with aligned columns. Numbers stand to the right. */
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

/** `1 submission`, `2 submissions`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A problem as scripts read it. */
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
