import { breathe } from '../ground/breath.ts';
import { type ProblemData, problemData } from '../ground/problem.ts';
import { partOf, sameServer } from '../source/check/kind-of-address.ts';
import type { SameServer } from '../source/kind.ts';
import { originName } from '../store/origins.ts';
import type { Workspace } from '../store/workspace.ts';

/** The server of a source; null for a folder or an unknown source. */
export function serverBehind({ servers }: Pick<Workspace, 'servers'>, sourceName: string): SameServer | null {
  const server = servers.find(sourceName);
  if (server === null || server.kind === 'folder' || server.kind === 'auto') return null;
  return sameServer(server.kind, server.settings.url);
}

/**
 * Notes submissions that another source already brought from the same server, so that they are not fetched
 * twice. Two sources can reach one server: an owner's address and a project's address, or two accounts.
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
 * The notes, given once, about forms that this source and others fill together: each form and the other
 * sources. '' in the list of forms means all forms that submissions name.
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
 * Replaces the problem of forms that one list cannot tell apart, when every address that it names was added
 * as a server: the forms are pulled from there, and nothing is wrong any more. Null for any other problem.
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
