import { describe, expect, test } from 'vitest';
import { orderVersions, type Succession, type Version } from './version-order.ts';

/** A version under the content ID `c<name>`, with the instance ID `<name>`. */
function version(name: string, said: Partial<Version> = {}): Version {
  return {
    contentId: `c${name}`,
    instanceId: name,
    deprecatedId: null,
    rootId: null,
    submittedMs: 0,
    isListed: false,
    ...said,
  };
}

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, i) =>
    permutations(values.filter((_, j) => j !== i)).map((rest) => [value, ...rest]),
  );
}

/** The instance IDs, newest first, which must be the same whatever the order in which they are given. */
function ordered(versions: readonly Version[], successions: readonly Succession[] = []): string {
  const found = new Set(
    permutations(versions).flatMap((some) =>
      [successions, [...successions].reverse()].map((ties) =>
        orderVersions(some, ties)
          .newestFirst.map(({ instanceId }) => instanceId)
          .join(' '),
      ),
    ),
  );
  expect(found.size).toBe(1);
  return [...found][0] ?? '';
}

const gives = (earlier: string, later: string): Succession => ({
  earlier: `c${earlier}`,
  later: `c${later}`,
});

describe('the newest version is first, in whatever order they came,', () => {
  test('by the IDs that the answers name', () => {
    const chain = [
      version('A', { submittedMs: 9 }),
      version('B', { deprecatedId: 'A', isListed: true }),
      version('C', { deprecatedId: 'B' }),
      version('D', { deprecatedId: 'C' }),
    ];
    expect(ordered(chain)).toBe('D C B A');
  });

  test('by what a server gave in the place of what, the answers being shut', () => {
    expect(ordered([version('A'), version('B'), version('C')], [gives('B', 'A'), gives('A', 'C')])).toBe(
      'C A B',
    );
  });

  test('where a version between was never here, or is here no more', () => {
    const first = version('Z');
    expect(ordered([first, version('C', { deprecatedId: 'B', rootId: 'Z' })])).toBe('C Z');
    expect(ordered([first, version('C', { deprecatedId: 'B' })], [gives('Z', 'C')])).toBe('C Z');
    expect(ordered([first, version('A')], [gives('Z', 'gone'), gives('gone', 'A')])).toBe('A Z');
  });

  test('by what a server lists, then by the day that it came, where nothing else tells', () => {
    expect(ordered([version('A'), version('B', { isListed: true }), version('C', { submittedMs: 5 })])).toBe(
      'B C A',
    );
  });

  test('even where versions claim to replace one another, or themselves', () => {
    const ring = [version('A', { deprecatedId: 'B' }), version('B', { deprecatedId: 'A', isListed: true })];
    expect(ordered(ring)).toBe('B A');
    expect(ordered([version('A', { deprecatedId: 'A', rootId: 'A' })])).toBe('A');
  });
});

describe('two edits of one version', () => {
  const [first, one, other] = [
    version('A'),
    version('B', { deprecatedId: 'A' }),
    version('C', { deprecatedId: 'A', submittedMs: 1 }),
  ] as const;

  test('are told', () => {
    expect(orderVersions([first, one, other], [])).toMatchObject({ isForked: true });
    expect(ordered([first, one, other])).toBe('C B A');
  });

  test('are none when one of them was edited again, or replaced on the server', () => {
    const next = version('D', { deprecatedId: 'B' });
    expect(orderVersions([first, one, next], [])).toMatchObject({ isForked: false });
    expect(orderVersions([first, one, other], [gives('C', 'B')])).toMatchObject({ isForked: false });
  });

  test('are no two contents under one instance ID', () => {
    const same = { ...one, contentId: 'other' };
    expect(orderVersions([first, one, same], [])).toMatchObject({ isForked: false });
  });
});
