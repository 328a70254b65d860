import { benchKeyFile } from '../fixtures/bench-data/bench-storage.ts';
import { measureBare } from './ceiling.ts';
import type { Figure } from './figures.ts';
import { type LineCode, runLine } from './run-line.ts';

/** What the lines are compared with, on the same number of threads. */
const FLOOR = 'two bare unwraps a submission';
const MEDIA_FLOOR = 'bare AES and MD5 of the same bytes';
export const MEDIA_BYTES = 5 * 1024 * 1024;
const MB = 1024 * 1024;

/** The line of small submissions: where they are, how many, and where what comes out goes. */
export interface SmallLine {
  readonly storage: string;
  readonly submissions: number;
  readonly out: string;
  readonly threads: number;
  readonly code?: LineCode;
  /** The floor is measured for so many submissions at most, and scaled to all of them. */
  readonly mostOfFloor?: number;
}

/**
 * Measures the whole line beside two bare unwraps a submission, in the same minute. Throws when not every submission
 * came out.
 */
export async function measureSmallLine(line: SmallLine): Promise<readonly Figure[]> {
  const { storage, submissions, out, threads, code = 'bundle', mostOfFloor = submissions } = line;
  const part = Math.min(submissions, mostOfFloor);
  const bare = await measureBare('unwrap', part * 2, threads, benchKeyFile);
  const times = submissions / part;
  const result = await runLine(storage, out, threads, 'plain', code);
  if (result.submissions !== submissions) throw new Error(`only ${result.submissions} came out`);
  const { seconds, importSeconds, exportSeconds, cpuSeconds, peakMb } = result;
  const group = `Whole line, ${submissions.toLocaleString('en')} submissions: folder → SQLite → CSV`;
  const rate = (name: string, taken: number): Figure => ({
    group,
    name: `${threads} thread(s)${code === 'sources' ? ' from sources' : ''}${name}`,
    value: submissions / taken,
    unit: 'submissions/s',
  });
  return [
    {
      ...rate('', seconds),
      ratio: { value: (bare.seconds * times) / seconds, of: FLOOR },
      cpuSeconds,
      peakMb,
    },
    rate(': import', importSeconds),
    rate(': CSV', exportSeconds),
    { ...rate(`: ${FLOOR}`, bare.seconds * times), cpuSeconds: bare.cpuSeconds * times },
  ];
}

/** Measures the line of submissions with a file of 5 MB each beside bare AES and MD5 of the same bytes. */
export async function measureMediaLine(
  storage: string,
  submissions: number,
  out: string,
  threads: number,
): Promise<readonly Figure[]> {
  const megabytes = (submissions * MEDIA_BYTES) / MB;
  const bare = await measureBare('aes-md5', submissions, threads, benchKeyFile, MEDIA_BYTES);
  const result = await runLine(storage, out, threads);
  if (result.submissions !== submissions) throw new Error(`only ${result.submissions} came out`);
  const { seconds, cpuSeconds, peakMb } = result;
  const group = `Whole line, ${submissions.toLocaleString('en')} submissions with a file of 5 MB each`;
  const rate = (name: string, taken: number): Figure => ({
    group,
    name: `${threads} thread(s)${name}`,
    value: megabytes / taken,
    unit: 'MB/s',
  });
  return [
    { ...rate('', seconds), ratio: { value: bare.seconds / seconds, of: MEDIA_FLOOR }, cpuSeconds, peakMb },
    { ...rate(`: ${MEDIA_FLOOR}`, bare.seconds), cpuSeconds: bare.cpuSeconds },
  ];
}
