/** A cell that Attaché writes differently, both versions with their quotes. */
export interface CellDifference {
  readonly file: string;
  /** The KEY of the row. */
  readonly key: string;
  readonly column: string;
  readonly briefcase: string;
  readonly attache: string;
}

interface GoldenDifference extends CellDifference {
  readonly caseName: string;
  /** The column's name without group names, if it differs. */
  readonly bareColumn?: string;
}

/**
 * One difference from Briefcase: its id, which is a heading of `docs/briefcase-differences.md`, and the
 * golden cells that it changes.
 */
interface Difference {
  readonly id: string;
  readonly golden: readonly GoldenDifference[];
}

const SAME_1 = 'uuid:93f63e18-01dc-4317-af49-c92f14b0230d';
const SAME_2 = 'uuid:6acc72d0-dfaf-4725-a73c-b0003d9cfe14';
const NEST = 'uuid:90546768-0511-4fce-a14d-a5359ecea8fe';

const lookup = (key: string, column: string, briefcase: string, attache: string): GoldenDifference => ({
  caseName: 'g02b-same-names',
  file: 'export.csv',
  key,
  column,
  ...(column === 'visit-town' ? { bareColumn: 'town' } : {}),
  briefcase,
  attache,
});

const house = (row: string): GoldenDifference => ({
  caseName: 'g04-nested-repeats',
  file: 'export-house.csv',
  key: `${NEST}/${row}`,
  column: 'SET-OF-people-person',
  briefcase: `${NEST}/person`,
  attache: `${NEST}/${row}/person`,
});

const person = (row: string): GoldenDifference => ({
  caseName: 'g04-nested-repeats',
  file: 'export-person.csv',
  key: `${NEST}/${row}`,
  column: 'SET-OF-shot',
  briefcase: `${NEST}/people[1]/person[1]/shot`,
  attache: `${NEST}/${row}/shot`,
});

/** Every known difference. In these cells Attaché must differ from the golden files, and in no others. */
export const differences = [
  {
    id: 'lookup',
    golden: [
      lookup(SAME_1, 'name', 'CHILD', 'ROOT'),
      lookup(SAME_1, 'visit-town', 'PLACETOWN', 'VISITTOWN'),
      lookup(SAME_2, 'name', '""', 'ROOT2'),
      lookup(SAME_2, 'visit-town', '""', 'VISITTOWN2'),
    ],
  },
  {
    id: 'set-of',
    golden: [
      house('house[1]'),
      house('house[2]'),
      person('house[1]/person[1]'),
      person('house[2]/person[1]'),
    ],
  },
  {
    id: 'references',
    golden: [
      {
        caseName: 'g09-unicode',
        file: 'export.csv',
        key: 'uuid:a6157c7a-ffac-469b-a1bc-cd0eeacc3f00',
        column: 'cdata',
        briefcase: '<tag> \uF600 &amp;',
        attache: '<tag> \u{1F600} &amp;',
      },
    ],
  },
  { id: 'cdata', golden: [] },
  { id: 'absent-audit', golden: [] },
  { id: 'media-numbers', golden: [] },
  { id: 'missing-media', golden: [] },
  { id: 'unsafe-names', golden: [] },
  { id: 'bad-records', golden: [] },
  { id: 'dates', golden: [] },
  { id: 'choices', golden: [] },
  { id: 'types', golden: [] },
  { id: 'machine', golden: [] },
  { id: 'validated', golden: [] },
  { id: 'drafts', golden: [] },
  { id: 'versions', golden: [] },
  { id: 'quoting', golden: [] },
  { id: 'file-names', golden: [] },
  { id: 'row-order', golden: [] },
  { id: 'append', golden: [] },
  { id: 'new-since', golden: [] },
  { id: 'edits', golden: [] },
] as const satisfies readonly Difference[];

export type DifferenceId = (typeof differences)[number]['id'];

/**
 * Returns the cells of a case's golden files that differ with these options, in the order of files and rows.
 */
export function goldenDifferences(caseName: string, options: string): CellDifference[] {
  const bare = options.includes('remove');
  const all: readonly Difference[] = differences;
  return all
    .flatMap((difference) => difference.golden)
    .filter((cell) => cell.caseName === caseName)
    .map(({ caseName: _case, bareColumn, ...cell }) => ({
      ...cell,
      column: bare ? (bareColumn ?? cell.column) : cell.column,
    }));
}
