import { expect, test } from 'vitest';
import { checkRelease, type ReleaseFacts } from './check-release.ts';

// Written in two pieces: this file is looked at by the check, too.
const placeholder = ['https://attache', 'invalid/attache/attache'].join('.');

const good: ReleaseFacts = {
  version: '1.2.0',
  tag: 'v1.2.0',
  files: new Map([
    [
      'CHANGELOG.md',
      '# Changelog\n\n## Unreleased\n\n## 1.2.0 (2027-01-31)\n\n- Exports Parquet.\n\n## 1.1.0\n\n- x\n',
    ],
    ['app/support/public-home.ts', "const repository = 'https://code.example.org/attache';\n"],
  ]),
};

const wrong = (facts: Partial<ReleaseFacts>): readonly string[] =>
  checkRelease({ ...good, ...facts }).flatMap((check) => check.wrong);
const withFile = (path: string, text: string): Partial<ReleaseFacts> => ({
  files: new Map([...good.files, [path, text]]),
});

test('a release whose addresses, tag and changelog are right is let through', () => {
  expect(wrong({})).toEqual([]);
});

test.each([
  ['app/support/public-home.ts', `\nconst repository = '${placeholder}';\n`, 'app/support/public-home.ts:2'],
  ['package.json', `{\n  "homepage": "${placeholder}"\n}`, 'package.json:2'],
  ['SECURITY.md', `Write to maintainers@${placeholder.slice(8, 23).toUpperCase()}.`, 'SECURITY.md:1'],
])(
  'the placeholder of the public home is refused in %s, and where it stands is said',
  (path, text, where) => {
    expect(wrong(withFile(path, text))).toEqual([where]);
  },
);

test.each([['v1.2'], ['1.2.0'], ['v1.3.0'], ['']])('a tag that is not the version is refused: %s', (tag) => {
  expect(wrong({ tag })).toEqual([`the tag is ${tag}, the version is 1.2.0`]);
});

test('a rehearsal has no tag', () => {
  expect(wrong({ tag: null })).toEqual([]);
});

test.each([
  ['nothing of this version', '## 1.1.0\n\n- x\n', ['CHANGELOG.md says nothing about 1.2.0']],
  [
    'a heading with nothing below',
    '## 1.2.0\n\n## 1.1.0\n\n- x\n',
    ['CHANGELOG.md says nothing about 1.2.0'],
  ],
  ['another version that begins alike', '## 1.2.0-rc.1\n\n- x\n', ['CHANGELOG.md says nothing about 1.2.0']],
  [
    'later lines',
    '## Unreleased\n\n- y\n\n## 1.2.0\n\n- x\n',
    ['CHANGELOG.md still has lines under Unreleased'],
  ],
])('a changelog is refused that has %s', (_what, text, expected) => {
  expect(wrong(withFile('CHANGELOG.md', text))).toEqual(expected);
});

test('a repository without a changelog is refused', () => {
  expect(wrong({ files: new Map() })).toEqual(['CHANGELOG.md says nothing about 1.2.0']);
});
