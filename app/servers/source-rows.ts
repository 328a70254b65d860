import { Problem } from '../../core/ground/problem.ts';
import type { Server } from '../../core/model/server.ts';
import type { SourceRow } from '../../core/model/source-row.ts';
import { isAway } from '../../core/pull/away.ts';
import type { NotReached } from '../../core/store/source-states.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { needsSignIn, type SessionContext } from '../sources/session-login.ts';
import { keptTest } from './kept-test.ts';

/** What the rows of sources are read from. */
export interface SourcesContext extends Omit<SessionContext, 'workspace'> {
  readonly workspace: Pick<Workspace, 'servers' | 'sourceStates' | 'sourceForms' | 'totals' | 'drafts'>;
}

/** Returns the rows of all sources that were added, by name. */
export function sourceRows(context: SourcesContext): readonly SourceRow[] {
  const { workspace } = context;
  const here = new Map<string, number>();
  const forms = new Map<string, Set<string>>();
  const seen = (source: string, formId: string): void => {
    if (formId === '') return;
    const known = forms.get(source);
    if (known === undefined) forms.set(source, new Set([formId]));
    else known.add(formId);
  };
  const reachedAt = new Map<string, string>();
  for (const { source, formId, countedAt, lastPullAt } of workspace.sourceForms.all()) {
    seen(source, formId);
    const at = [countedAt ?? '', lastPullAt ?? '', reachedAt.get(source) ?? ''].sort().at(-1) ?? '';
    if (at !== '') reachedAt.set(source, at);
  }
  const notReached = workspace.sourceStates.allNotReached();
  for (const total of workspace.totals.all()) {
    seen(total.source, total.formId);
    here.set(total.source, (here.get(total.source) ?? 0) + total.here);
  }
  return workspace.servers.all().map((server) => ({
    ...face(server),
    isRemembered: workspace.sourceStates.protectedSecret(server.name) !== null,
    isSignedIn: !needsSignIn(context, server),
    lastTest: keptTest(workspace, server.name),
    lastContact: contactOf(notReached.get(server.name), reachedAt.get(server.name) ?? null),
    forms: forms.get(server.name)?.size ?? 0,
    submissions: here.get(server.name) ?? 0,
    drafts: draftsOf(context, server),
  }));
}

/** Returns the row of one source. Throws `usage.server_unknown`. */
export function sourceRow(context: SourcesContext, name: string): SourceRow {
  const row = sourceRows(context).find((source) => source.name === name);
  if (row === undefined) throw new Problem('usage.server_unknown', { name });
  return row;
}

function face({
  name,
  kind,
  settings,
}: Server): Pick<SourceRow, 'name' | 'kind' | 'address' | 'account' | 'login' | 'layout'> {
  if (kind === 'folder') {
    const { path, layout = null } = settings;
    return { name, kind, address: path, account: null, login: null, layout };
  }
  const { url, login } = settings;
  return {
    name,
    kind,
    address: url,
    account: login.kind === 'password' ? login.user : null,
    login: login.kind === 'bearer' ? 'token' : login.kind,
    layout: null,
  };
}

/** The last time that a count or a pull tried to reach a source, and the outcome. */
function contactOf(missed: NotReached | undefined, reachedAt: string | null): SourceRow['lastContact'] {
  if (missed !== undefined) return { at: missed.since, outcome: isAway(missed.problem) ? 'away' : 'failed' };
  return reachedAt === null ? null : { at: reachedAt, outcome: 'reached' };
}

function draftsOf({ workspace }: SourcesContext, { name, kind, settings }: Server): SourceRow['drafts'] {
  if (kind !== 'folder') return null;
  return { isTaken: settings.drafts === true, leftOut: workspace.drafts.leftOut(name).count };
}
