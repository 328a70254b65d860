// Covers cli/looking-on.ts.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../core/ground/problems/catalogue.ts';
import { withNames } from '../core/ground/problems/message.ts';
import { commandText, type ProblemSpec } from '../core/ground/problems/spec.ts';
import { projectRoot } from '../fixtures/checks/project.ts';
import { wordsNotToUse } from '../fixtures/checks/words-not-to-use.ts';

/** Where the command has its help and what it prints. */
const PLACES = [
  'cli/**/*.ts',
  'core/export/formats/shared-options.ts',
  'core/export/formats/*/description.ts',
];

/** The quoted phrases in this code. */
const printed = globSync(PLACES, { cwd: projectRoot })
  .filter((file) => !file.includes('.test.') && !file.includes('/testing/'))
  .flatMap((file) =>
    phrases(readFileSync(join(projectRoot, file), 'utf8')).map((text) => `${file}: ${text}`),
  );

const problems = Object.entries(catalogue as unknown as Record<string, ProblemSpec>).flatMap(
  ([code, { sentence, action }]) =>
    [sentence, action].map((text) => `${code}: ${withNames(commandText(text))}`),
);

function phrases(code: string): string[] {
  const bare = code.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const quoted = bare.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  return quoted.filter((text) => / \w/.test(text)).map((text) => text.replaceAll(/\$\{[^}]*\}/g, '·'));
}

test('the search finds the help, the printed texts and the problems', () => {
  expect(printed.some((text) => text.includes('pull new submissions from a server'))).toBe(true);
  expect(printed.some((text) => text.includes('already here'))).toBe(true);
  expect(problems.length).toBeGreaterThan(300);
});

test.each([
  ...wordsNotToUse(),
  /\bfetch/i,
  /\b(does|did) not answer\b/i,
  /\bopen(ed|s|ing)? (what|the submission|submissions|it with)\b/i,
  /\(s\)/,
  /\b\w+n't\b/i,
])('the command line prints no %s', (pattern) => {
  expect(
    [...printed, ...problems].filter((text) => pattern.test(text.replaceAll(/--[a-z-]+/g, '·'))),
  ).toEqual([]);
});
