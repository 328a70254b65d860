import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { UnlockedKey } from '../core/model/key.ts';
import { findChromium } from '../e2e/host/browser.ts';
import { installPrograms } from '../e2e/install-programs.ts';
import { whichElectron } from '../e2e/which-electron.ts';
import { benchKeyFile, writeBenchStorage } from '../fixtures/bench-data/bench-storage.ts';
import { readKeyFile } from '../keys/read-key-file.ts';
import { measureBackup } from './backup.ts';
import { bareSeconds } from './ceiling.ts';
import { measureEncrypted } from './encrypted.ts';
import { measureFormats } from './formats.ts';
import { runLine } from './run-line.ts';
import { measureServer } from './server.ts';
import { measureStages, measureStore, scratchFolder } from './stages.ts';
import { measureWindow } from './window.ts';

/*
 * Measures how fast the whole line is, and how fast the machine could be at best, in the same run. Only the
 * ratio of the two means anything on another machine. `npm run bench -- --submissions 100000` changes the
 * number of submissions, `--rows 1000000` the number of rows in the large table, and `--photos 400` the number of
 * photos that are backed up. The formats take as many
 * submissions as there are rows. `--only` with `line`, `encrypted`, `server`, `backup`, `formats` or `window` runs that
 * part alone.
 */
const { values } = parseArgs({
  options: {
    submissions: { type: 'string', default: '10000' },
    'media-submissions': { type: 'string', default: '200' },
    rows: { type: 'string', default: '100000' },
    photos: { type: 'string', default: '4000' },
    only: { type: 'string' },
  },
});
const cores = availableParallelism();
const folder = scratchFolder();

/** Milliseconds that each response of a distant server takes to arrive: most of the time of a request. */
const FAR_DELAY = 50;
const FAR_SUBMISSIONS = 2000;

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;

console.log(`${cores} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}\n`);

const submissions = Number(values.submissions);
const storage = join(folder, 'storage');
writeBenchStorage(storage, submissions);
const isAsked = (part: string): boolean => values.only === undefined || values.only === part;
if (isAsked('line')) await measureLine();
if (isAsked('encrypted')) {
  const place = join(folder, 'encrypted');
  mkdirSync(place);
  await measureEncrypted({
    folder: place,
    storage,
    submissions,
    rows: Number(values.rows),
    key: await benchKey(),
    threads: cores,
    line: (from, out, kind) => runLine(from, out, cores, kind),
  });
  rmSync(place, { recursive: true });
}
if (isAsked('server')) {
  await measureServer(join(folder, 'server'), storage, submissions);
  const far = join(folder, 'far');
  const count = Math.min(submissions, FAR_SUBMISSIONS);
  writeBenchStorage(far, count);
  await measureServer(join(folder, 'far-server'), far, count, FAR_DELAY);
}
if (isAsked('backup')) {
  const place = join(folder, 'backup');
  mkdirSync(place);
  measureBackup(place, Number(values.photos));
  rmSync(place, { recursive: true });
}
if (isAsked('formats')) {
  const place = join(folder, 'formats');
  mkdirSync(place);
  await measureFormats(place, Number(values.rows));
  rmSync(place, { recursive: true });
}
if (isAsked('window')) {
  const isHost = whichElectron().kind === 'host';
  await installPrograms(isHost);
  if (isHost && findChromium() === null) {
    console.log('window       left out: neither Electron nor Chromium is on this machine');
  } else await measureWindow(join(folder, 'window'), storage, submissions, Number(values.rows));
}

async function benchKey(): Promise<UnlockedKey> {
  const [key] = await readKeyFile(benchKeyFile);
  if (key === undefined) throw new Error('the bench key is missing');
  return key;
}

async function measureLine(): Promise<void> {
  const key = await benchKey();
  console.log('Stages, one thread');
  const stages = [...measureStages(key), ...(await measureStore(key, storage, folder))];
  for (const { name, perSecond, unit, against } of stages) {
    const others = against.map((other) => `${other.ratio.toFixed(2)} × ${other.name}`).join(', ');
    console.log(
      `  ${name.padEnd(24)} ${Math.round(perSecond).toLocaleString('en').padStart(9)} ${unit.padEnd(14)} ${others}`,
    );
  }

  console.log(`\nWhole line, ${submissions.toLocaleString('en')} submissions: folder → SQLite → CSV`);
  for (const threads of [...new Set([1, cores])]) {
    const bare = await bareSeconds('unwrap', submissions * 2, threads, benchKeyFile);
    const result = runLine(storage, join(folder, `line-${threads}`), threads);
    if (result.submissions !== submissions) throw new Error(`only ${result.submissions} came out`);
    console.log(
      `  ${threads} thread(s): ${Math.round(submissions / result.seconds)} submissions/s (import ${result.importSeconds.toFixed(1)} s, CSV ${result.exportSeconds.toFixed(1)} s), ${percent(bare / result.seconds)} of two bare unwraps a submission on ${threads} thread(s) (${Math.round(submissions / bare)}/s); peak ${Math.round(result.peakMb)} MB`,
    );
  }

  const mediaSubmissions = Number(values['media-submissions']);
  if (mediaSubmissions > 0) {
    const bytes = 5 * 1024 * 1024;
    const mediaStorage = join(folder, 'media');
    writeBenchStorage(mediaStorage, mediaSubmissions, bytes);
    const megabytes = (mediaSubmissions * bytes) / 1024 / 1024;
    console.log(`\nWhole line, ${mediaSubmissions} submissions with a file of 5 MB each`);
    const bare = await bareSeconds('aes-md5', mediaSubmissions, cores, benchKeyFile, bytes);
    const result = runLine(mediaStorage, join(folder, 'line-media'), cores);
    console.log(
      `  ${cores} thread(s): ${Math.round(megabytes / result.seconds)} MB/s, ${percent(bare / result.seconds)} of bare AES and MD5 of the same bytes on ${cores} thread(s) (${Math.round(megabytes / bare)} MB/s); peak ${Math.round(result.peakMb)} MB`,
    );
  }
}
