import type { z } from 'zod';
import { isProblem, Problem } from '../../ground/problem.ts';
import { apiAddress, isInAddress, projectOf } from './address.ts';
import { type CentralApi, fetchFrom } from './api.ts';
import { projects } from './documents.ts';

export type Project = z.infer<typeof projects>[number];

/**
 * The projects that the account sees, of those that the address stands for. Throws a Problem when there is none, which
 * says why, as far as that can be told.
 */
export async function listProjects(api: CentralApi, signal: AbortSignal): Promise<readonly Project[]> {
  const all = await fetchFrom(api, ['projects'], projects, signal);
  const found = all.filter(({ id }) => isInAddress(api.base, id));
  if (found.length === 0) throw await whyNone(api, signal);
  return found;
}

/** Central lists only the projects that one may see: the one that is wanted is asked for by its number. */
async function whyNone({ http, base }: CentralApi, signal: AbortSignal): Promise<Problem> {
  const { host } = base;
  const project = projectOf(base);
  if (project === null) return new Problem('net.no_projects', { host });
  const request = { file: `project ${project}`, kind: 'document', once: true } as const;
  try {
    await http.get(apiAddress(base, ['projects', String(project)]), request, async () => undefined, signal);
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (error.code === 'net.not_found') return new Problem('source.project_unknown', { host, project });
    if (error.code !== 'net.forbidden') throw error;
  }
  return new Problem('net.project_forbidden', { host, project });
}

/** What each project is called, by its number: its name, with the number where two have one name. */
export function projectNames(all: readonly Project[]): ReadonlyMap<string, string> {
  // Nothing keeps two projects from having one name.
  const sharing = Map.groupBy(all, nameOf);
  return new Map(
    all.map((project) => {
      const { id } = project;
      const name = nameOf(project);
      return [String(id), sharing.get(name)?.length === 1 ? name : `${name} (${id})`];
    }),
  );
}

function nameOf({ id, name }: Project): string {
  return name == null || name === '' ? String(id) : name;
}
