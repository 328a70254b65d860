import type { Check } from './check-package.ts';

/** What a release is made from. */
export interface ReleaseFacts {
  /** The files under version control, by their path. */
  readonly files: ReadonlyMap<string, string>;
  /** The version in package.json. */
  readonly version: string;
  /** The tag that is released; null when none is named, as in a rehearsal. */
  readonly tag: string | null;
}

/** The placeholder for the project's public home (`app/support/public-home.ts`). */
const PLACEHOLDER = /\battache\.invalid\b/i;

/**
 * Looks at what would be released. Returns every check with what is wrong, nothing where it holds: no address is the
 * placeholder of `app/support/public-home.ts`, the tag is the version, and the changelog tells of that version and of nothing
 * later.
 */
export function checkRelease({ files, version, tag }: ReleaseFacts): readonly Check[] {
  return [
    { name: 'every address is real', wrong: [...files].flatMap(([path, text]) => placeholders(path, text)) },
    {
      name: 'the tag is the version',
      wrong: tag === null || tag === `v${version}` ? [] : [`the tag is ${tag}, the version is ${version}`],
    },
    {
      name: 'the changelog tells of this version',
      wrong: changelog(files.get('CHANGELOG.md') ?? '', version),
    },
  ];
}

function placeholders(path: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => (PLACEHOLDER.test(line) ? [`${path}:${index + 1}`] : []));
}

/** The text below each heading of the second level, by the heading's first word. */
function sections(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^## /m).slice(1);
  return new Map(
    parts.map((part) => {
      const [heading = '', ...body] = part.split('\n');
      return [heading.trim().split(/\s/)[0] ?? '', body.join('\n').trim()];
    }),
  );
}

function changelog(text: string, version: string): readonly string[] {
  const found = sections(text);
  const later = found.get('Unreleased') ?? '';
  return [
    ...((found.get(version) ?? '') === '' ? [`CHANGELOG.md says nothing about ${version}`] : []),
    ...(later === '' ? [] : ['CHANGELOG.md still has lines under Unreleased']),
  ];
}
