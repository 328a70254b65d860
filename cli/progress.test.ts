import { afterEach, expect, test, vi } from 'vitest';
import { problemData } from '../core/ground/problem.ts';
import { ProgressLine } from './progress.ts';

afterEach(() => vi.restoreAllMocks());

/** Returns a progress line that keeps its text, and a clock that the test sets. */
function line() {
  const said: string[] = [];
  let now = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const progress = new ProgressLine();
  return { said, progress, at: (seconds: number) => (now = seconds * 1000) };
}

const down = problemData('net.server_error', { host: 'data.example.org', file: 'f', status: 502 });

test('a server that does not respond is named once, and rate and time left are hidden until it responds', () => {
  const { said, progress, at } = line();
  const show = (done: number) =>
    progress.show({ runId: 1, step: 'submissions', done, total: 100, problems: 0 });
  show(0);
  at(10);
  show(10);
  expect(said.pop()).toContain('1.0/s  2 min left');
  at(11);
  progress.tryingAgain(down);
  expect(said).toEqual([]);
  at(14);
  progress.tryingAgain(down);
  at(30);
  progress.tryingAgain(down);
  show(10);
  expect(said).toEqual(['data.example.org reported an error (502). Trying again…\n']);
  at(111);
  progress.tryingAgain(null);
  at(121);
  show(20);
  // The hundred seconds in which nothing came do not lower the rate.
  expect(said[1]).toMatch(/20 of 100 {2}1\.0\/s/);
});
