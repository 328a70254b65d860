import { resolve } from 'node:path';
import { Problem } from '../../core/ground/problem.ts';
import { namedFor } from '../../core/ground/problems/form-unknown.ts';
import { originName } from '../../core/store/origins.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** The parts of a workspace that know of sources. */
type KnownSourceParts = Pick<Workspace, 'origins' | 'servers' | 'sourceForms'>;

/** The names by which one may ask for what comes from somewhere: servers, their projects, and folders by their path. */
function sourceNames({ servers, sourceForms, origins }: KnownSourceParts): readonly string[] {
  const forms = sourceForms.all();
  const places = [...new Set(forms.map(({ formId }) => formId))].flatMap((formId) => origins.of(formId));
  const sources = [...servers.all().map(({ name }) => name), ...forms.map(({ source }) => source)];
  const all = [...sources.map((source) => originName({ source, place: null })), ...places.map(originName)];
  return [...new Set(all)].sort();
}

/**
 * The names of sources that were asked for, as the workspace has them: a folder may be given by any path that leads to
 * it. Undefined where none was asked for. Throws `usage.source_unknown`, which names those that there are.
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
