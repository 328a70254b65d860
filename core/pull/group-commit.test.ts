import { expect, test, vi } from 'vitest';
import { bugProblem } from '../decrypt/file-trouble.ts';
import type { Fetched, OpenedBatch } from './commit.ts';
import { GroupCommit, MOST_IN_COMMIT } from './group-commit.ts';

/** A batch of this many submissions, each with as many bytes. */
function batchOf(count: number, bytes = 10, name = 'a'): OpenedBatch {
  const batch = Array.from({ length: count }, (_, i): Fetched => {
    const ref = { formId: 'f', locator: `${name}${i}`, stamp: '' };
    const facts = { submissionDate: null, submitter: null, device: null, reviewState: null };
    const xml = { kind: 'bytes', bytes: new Uint8Array(bytes) } as const;
    return { source: 's', fetched: { ref, xml, parts: [], facts, problems: [] } };
  });
  return { batch, replies: batch.map(() => ({ unopened: bugProblem() })) };
}

function gathering() {
  const groups: OpenedBatch[] = [];
  const commits = new GroupCommit(async (group) => void groups.push(group));
  return { groups, commits, sizes: () => groups.map(({ batch }) => batch.length) };
}

test('batches are stored together once they are many', async () => {
  const { commits, sizes } = gathering();
  const quarter = MOST_IN_COMMIT / 4;
  const added = [quarter, quarter, quarter].map((count) => commits.add(batchOf(count)));
  await Promise.resolve();
  expect(sizes()).toEqual([]);
  await Promise.all([...added, commits.add(batchOf(quarter))]);
  expect(sizes()).toEqual([MOST_IN_COMMIT]);
});

test('large submissions do not wait for others', async () => {
  const { commits, sizes } = gathering();
  await commits.add(batchOf(1, 8 * 1024 * 1024));
  expect(sizes()).toEqual([1]);
});

test('a batch is stored after a while, or when asked, even if no other comes', async () => {
  vi.useFakeTimers();
  try {
    const { commits, sizes } = gathering();
    const added = commits.add(batchOf(3));
    vi.advanceTimersByTime(499);
    expect(sizes()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sizes()).toEqual([3]);
    const next = commits.add(batchOf(2));
    commits.flush();
    vi.advanceTimersByTime(1000);
    commits.flush();
    await Promise.all([added, next]);
    expect(sizes()).toEqual([3, 2]);
  } finally {
    vi.useRealTimers();
  }
});

test('each submission keeps its reply, also after a batch with a reply too few', async () => {
  const { commits, groups } = gathering();
  const short = batchOf(2, 10, 'short');
  const whole = batchOf(2, 10, 'whole');
  const added = [commits.add({ ...short, replies: short.replies.slice(1) }), commits.add(whole)];
  commits.flush();
  await Promise.all(added);
  expect(groups[0]?.batch.map(({ fetched }) => fetched.ref.locator)).toEqual([
    'short0',
    'short1',
    'whole0',
    'whole1',
  ]);
  expect(groups[0]?.replies).toEqual([short.replies[1], undefined, ...whole.replies]);
});

test('every batch of a group hears that it was not stored, and the next group is stored', async () => {
  let isFull = true;
  const stored: number[] = [];
  const commits = new GroupCommit(async ({ batch }) => {
    if (isFull) throw new Error('the disk is full');
    stored.push(batch.length);
  });
  const added = [commits.add(batchOf(1)), commits.add(batchOf(2))];
  commits.flush();
  const outcomes = await Promise.allSettled(added);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isFull = false;
  const next = commits.add(batchOf(3));
  commits.flush();
  await next;
  expect(stored).toEqual([3]);
});
