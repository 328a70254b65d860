import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkRelease } from './check-release.ts';

// `npm run release-check [-- TAG]`: says whether this version can be released. Ends with `N passed, N failed`.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Shown of a check that fails in many places: the rest is seen when these are mended. */
const SHOWN = 20;

const paths = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
const files = new Map(
  // Fixtures are data, some of it large; no address of ours is written there.
  paths
    .filter((path) => path !== '' && !path.startsWith('fixtures/'))
    .map((path) => [path, readFileSync(join(root, path), 'latin1')]),
);
const { version } = JSON.parse(files.get('package.json') ?? '{}') as { readonly version: string };

const checks = checkRelease({ files, version, tag: process.argv[2] ?? null });
for (const { name, wrong } of checks) {
  print(`${wrong.length === 0 ? 'ok   ' : 'WRONG'} ${name}`);
  for (const one of wrong.slice(0, SHOWN)) print(`        ${one}`);
}
const failed = checks.filter(({ wrong }) => wrong.length > 0).length;
print(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
