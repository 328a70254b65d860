import { type ProblemData, problemData } from '../ground/problem.ts';
import { partOf, sameServer } from '../source/check/kind-of-address.ts';
import type { SameServer } from '../source/kind.ts';
import { originName } from '../store/origins.ts';
import type { Workspace } from '../store/workspace.ts';
import { breathe } from './breathe.ts';

/** The server that stands behind a source; null of a folder, and of what is not known. */
export function serverBehind({ servers }: Pick<Workspace, 'servers'>, sourceName: string): SameServer | null {
  const server = servers.find(sourceName);
  if (server === null || server.kind === 'folder' || server.kind === 'auto') return null;
  return sameServer(server.kind, server.settings.url);
}

/**
 * Takes what another way to the same server has brought already (an owner's address and that of a project, two accounts)
 * for what these forms of the source list, so that it is not fetched twice.
 */
export async function takeFromOtherWays(
  workspace: Pick<Workspace, 'sameRefs' | 'servers' | 'transaction'>,
  sourceName: string,
  formIds: readonly string[],
): Promise<void> {
  const server = serverBehind(workspace, sourceName);
  if (server === null) return;
  const others = workspace.servers
    .all()
    .flatMap(({ name }) =>
      name !== sourceName && serverBehind(workspace, name)?.key === server.key ? [name] : [],
    );
  if (others.length === 0) return;
  for (const formId of formIds) {
    const steps = workspace.sameRefs.settle(sourceName, formId, others, server.hasNumbers);
    while (workspace.transaction(() => steps.next()).done !== true) await breathe();
  }
}

/**
 * What the user is told, once, of forms that a source fills together with others: each form, and the others. '' among
 * the forms is all whose submissions name them.
 */
export function tellOrigins(
  workspace: Pick<Workspace, 'origins' | 'totals' | 'transaction'>,
  sourceName: string,
  formIds: readonly string[],
): readonly ProblemData[] {
  const loose = formIds.includes('')
    ? workspace.totals.all().flatMap(({ source, formId }) => (source === sourceName ? [formId] : []))
    : [];
  const forms = [...new Set([...formIds, ...loose])].filter((formId) => formId !== '');
  return workspace.transaction(() =>
    forms.flatMap((form) => {
      const others = workspace.origins.untold(form, sourceName);
      if (others.length === 0) return [];
      return [problemData('source.also_filled', { form, sources: others.map(originName).join('; ') })];
    }),
  );
}

/**
 * What to say in the place of a problem of forms that one list cannot tell apart, when each of the places that it names
 * was added as a server: they are pulled from there, and nothing is wrong any more. Null for any other problem.
 */
export function takenByPlaces(
  { servers }: Pick<Workspace, 'servers'>,
  { code, params }: ProblemData,
): ProblemData | null {
  if (code !== 'source.form_id_twice') return null;
  const parts = servers.all().flatMap(({ name, kind, settings }) => {
    if (kind === 'folder' || kind === 'auto') return [];
    const part = partOf(kind, settings.url);
    return part === null ? [] : [{ name, kind, part }];
  });
  const names = String(params.places ?? '')
    .split('\n')
    .map((line) => {
      const [address = ''] = line.split(' ');
      return parts.findLast(({ kind, part }) => partOf(kind, address) === part)?.name;
    });
  if (names.includes(undefined)) return null;
  const form = String(params.form);
  return problemData('source.form_by_places', { form, servers: [...new Set(names)].join('; ') });
}
