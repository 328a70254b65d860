import { descriptionOf } from '../formats/descriptions.ts';
import type { ExportOptions } from '../options.ts';

/** The common options that say something about the result, and not where it is or how it is made. */
const COMMON = [
  'version',
  'from',
  'to',
  'allVersions',
  'withoutDeleted',
  'sources',
  'sourceColumn',
  'columns',
  'excludeMedia',
  'overwrite',
] as const;

/**
 * Returns the options of an export that the user gave, for its report: the common ones and those of the
 * format. Leaves out folders, which may name a person, and what a URL says about a user.
 */
export function askedOptions(options: ExportOptions): Readonly<Record<string, unknown>> {
  const given = new Map<string, unknown>(Object.entries(options));
  const names = [...COMMON, ...Object.keys(descriptionOf(options.format).options)];
  const asked = names.flatMap((name) => {
    const value = given.get(name);
    return value === undefined ? [] : [[name, typeof value === 'string' ? withoutUser(value) : value]];
  });
  const { ids, newSince } = options;
  return Object.fromEntries([
    ...asked,
    ...(ids === undefined ? [] : [['chosenSubmissions', ids.length]]),
    ...(newSince === undefined ? [] : [['onlyNew', true]]),
  ]);
}

function withoutUser(value: string): string {
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}
