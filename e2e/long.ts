import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrograms } from './install-programs.ts';
import { type Print, startSurely } from './runner.ts';

/** A part of the long tests: a program on this Node, with what it needs of the environment. */
interface Part {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs');

/** Seeds of the damage proxy for each kind of server, and how many of them one process takes. */
const SEEDS = Number(process.env.CHAOS_SEEDS ?? '20');
const AT_ONCE = 5;

/** Pulls through the proxy that damages 8 % of all responses, then clean ones: every answer must be right in the end. */
function chaos(kind: string): readonly Part[] {
  const groups = Array.from({ length: Math.ceil(SEEDS / AT_ONCE) }, (_, i) => i * AT_ONCE + 1);
  return groups.map((first) => {
    const last = Math.min(SEEDS, first + AT_ONCE - 1);
    const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i).join(',');
    return {
      name: `chaos, ${kind}, seeds ${first} to ${last}`,
      args: [vitest, 'run', 'core/pull/chaos.process.test.ts', '--reporter=verbose'],
      env: { CHAOS_SEED: seeds, CHAOS_KIND: kind, CHAOS_SIZE: process.env.CHAOS_SIZE ?? '60' },
    };
  });
}

/** To add a part, add it here. Each has its own way to take a sample in `npm test`. */
const parts: readonly Part[] = [
  ...['ona', 'kobo', 'central', 'aggregate'].flatMap(chaos),
  {
    name: 'on encrypted workspaces',
    // Those that are left out make their own, plain and encrypted.
    args: [
      vitest,
      'run',
      ...['core', 'app', 'cli', 'electron/engine'],
      '--exclude=cli/workspace.process.test.ts',
      '--exclude=cli/backup.process.test.ts',
      '--exclude=app/backup/large.process.test.ts',
      '--exclude=cli/nothing-readable.process.test.ts',
    ],
    env: { ATTACHE_TEST_ENCRYPTED: '1' },
  },
  {
    name: 'kills',
    args: [vitest, 'run', 'cli/kill.process.test.ts'],
    env: { KILLS: process.env.KILLS ?? '60' },
  },
  {
    name: 'nothing readable after kills',
    args: [vitest, 'run', 'cli/nothing-readable.process.test.ts'],
    env: { KILLS: process.env.KILLS ?? '50' },
  },
  {
    // More than 4 GiB: the sizes of the zip need 64 bits.
    name: 'a large file in a backup',
    args: [vitest, 'run', 'core/backup/containers/large.process.test.ts', '--reporter=verbose'],
    env: { BACKUP_BYTES: process.env.BACKUP_BYTES ?? '4563402752' },
  },
  {
    name: 'a large file in a zip',
    args: [vitest, 'run', 'core/ground/zip/zip-file.process.test.ts', '--reporter=verbose'],
    env: { ZIP_BYTES: process.env.ZIP_BYTES ?? '4563402752' },
  },
  {
    name: 'workbooks in LibreOffice',
    args: [vitest, 'run', 'core/export/formats/excel/libreoffice.process.test.ts', '--reporter=verbose'],
    env: { LIBREOFFICE: '1' },
  },
  {
    name: 'conversions',
    args: [vitest, 'run', 'core/store/conversion/killed.process.test.ts'],
    env: { KILLS: process.env.KILLS ?? '50' },
  },
  {
    name: 'SQLCipher, built from its source',
    args: [
      vitest,
      'run',
      'core/store/sqlcipher-source.process.test.ts',
      'core/store/sqlcipher.process.test.ts',
    ],
    env: { SQLCIPHER_SOURCE: '1', SQLCIPHER_KILLS: process.env.SQLCIPHER_KILLS ?? '50' },
  },
  {
    name: 'kills of backups and restores',
    args: [vitest, 'run', 'app/backup/kill.process.test.ts'],
    env: { KILLS: process.env.KILLS ?? '200' },
  },
  {
    name: 'large backups',
    args: [vitest, 'run', 'app/backup/large.process.test.ts'],
    env: { BACKUP_FILES: '1000000', BACKUP_LARGEST: String(4 * 1024 ** 3 + 1) },
  },
  {
    name: 'memory and kills in every format',
    args: [vitest, 'run', 'core/export/memory.process.test.ts', 'core/export/killed.process.test.ts'],
    env: { ALL_FORMATS: '1' },
  },
  { name: 'windows', args: [join(root, 'e2e', 'windows', 'run.ts')], env: {} },
];

/**
 * `npm run test:long`: what takes too long for `npm test`, which takes a sample of each. Prints the figures of every
 * part; a word behind it takes the parts whose name has that word. A part that Node itself has ended is run once more.
 */
const [wanted = ''] = process.argv.slice(2);
const chosen = parts.filter(({ name }) => name.includes(wanted));
const figures: string[] = [];
await installPrograms(false, true);
let isRight = chosen.length > 0;
for (const { name, args, env } of chosen) {
  process.stdout.write(`\n== ${name}\n`);
  const started = performance.now();
  const print: Print = (text) => process.stdout.write(text);
  const { code, signal } = await startSurely(print, process.execPath, args, env);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  isRight &&= code === 0;
  figures.push(`${code === 0 ? 'right' : `WRONG (${signal ?? code})`}  ${seconds} s  ${name}`);
}
process.stdout.write(`\n${figures.join('\n')}\n`);
process.exitCode = isRight ? 0 : 1;
