/** One figure of the bench. Whatever is lower or higher with the machine is shown beside something of the same run. */
export interface Figure {
  /** What is measured, with its size: the heading of the table. */
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** How the value compares, as a part of 1, and to what. */
  readonly ratio?: { readonly value: number; readonly of: string };
  /** The processor time of all threads, which other programs on the machine do not change as much. */
  readonly cpuSeconds?: number;
  readonly peakMb?: number;
  readonly note?: string;
}

/** Returns the value in the middle, which single hiccups of the machine do not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** Returns each figure once, in the order of the first run, with the median of each of its numbers over all runs. */
export function mediansOf(runs: readonly (readonly Figure[])[]): Figure[] {
  const all = new Map<string, Figure[]>();
  for (const figure of runs.flat()) {
    const key = JSON.stringify([figure.group, figure.name]);
    all.set(key, [...(all.get(key) ?? []), figure]);
  }
  return [...all.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const middle = (read: (figure: Figure) => number | undefined): number =>
      median(same.flatMap((one) => read(one) ?? []));
    return {
      ...first,
      value: middle(({ value }) => value),
      ...(first.ratio && { ratio: { ...first.ratio, value: middle(({ ratio }) => ratio?.value) } }),
      ...(first.cpuSeconds !== undefined && { cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds) }),
      ...(first.peakMb !== undefined && { peakMb: middle(({ peakMb }) => peakMb) }),
    };
  });
}

/** Returns figures as a table in plain text, a heading for each group. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => ({
    group: figure.group,
    cells: [
      figure.name,
      `${written(figure.value)} ${figure.unit}`,
      figure.cpuSeconds === undefined ? '' : `CPU ${figure.cpuSeconds.toFixed(1)} s`,
      figure.peakMb === undefined ? '' : `peak ${Math.round(figure.peakMb)} MB`,
      [figure.ratio && `${percent(figure.ratio.value)} of ${figure.ratio.of}`, figure.note]
        .filter((part) => part !== undefined)
        .join('; '),
    ],
  }));
  const widths = rows.reduce<number[]>(
    (most, { cells }) => cells.map((cell, i) => Math.max(most[i] ?? 0, cell.length)),
    [],
  );
  const lines: string[] = [];
  let group: string | null = null;
  for (const row of rows) {
    if (row.group !== group) lines.push('', row.group);
    group = row.group;
    const cells = row.cells.map((cell, i) =>
      i === 0 || i === 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    lines.push(`  ${cells.join('  ')}`.trimEnd());
  }
  return lines.join('\n');
}

function written(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}
