import { resolve } from 'node:path';
import { Problem } from '../../core/ground/problem.ts';
import { namedFor } from '../../core/ground/problems/form-unknown.ts';
import { originName } from '../../core/store/origins.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** The parts of a workspace from which its sources are known. */
type KnownSourceParts = Pick<Workspace, 'origins' | 'servers' | 'sourceForms'>;

/** The names that the user may give for a source: servers, their projects, and folders by their path. */
function sourceNames({ servers, sourceForms, origins }: KnownSourceParts): readonly string[] {
  const forms = sourceForms.all();
  const places = [...new Set(forms.map(({ formId }) => formId))].flatMap((formId) => origins.of(formId));
  const sources = [...servers.all().map(({ name }) => name), ...forms.map(({ source }) => source)];
  const all = [...sources.map((source) => originName({ source, place: null })), ...places.map(originName)];
  return [...new Set(all)].sort();
}

/**
 * Returns the requested sources under the names that the workspace has for them. A folder may be given by any
 * path that leads to it. Undefined when no source was requested. Throws `usage.source_unknown`, which names
 * the known sources.
 */
export function requireSources(
  workspace: KnownSourceParts,
  names: readonly string[] | undefined,
): readonly string[] | undefined {
  if (names === undefined || names.length === 0) return undefined;
  const known = sourceNames(workspace);
  return names.map((name) => {
    const found = [name, resolve(name)].find((one) => known.includes(one));
    if (found === undefined) {
      const sources = known.map((source) => ({ formId: source, title: null }));
      const { known: named, more } = namedFor(name, sources);
      throw new Problem('usage.source_unknown', { name, known: named, more });
    }
    return found;
  });
}
