import type { FormRow, FormsOverview, SourceSummary } from '../../core/model/form-row.ts';
import { folderOf } from '../../core/model/source-name.ts';
import { isAway } from '../../core/pull/away.ts';
import { folderLayout } from '../servers/folder-layout.ts';
import { needsSignIn } from '../sources/session-login.ts';
import { formRows } from './form-rows.ts';
import type { FormsContext } from './forms-context.ts';

/** Returns all forms of all sources, with what is known about each, and the sums. */
export function formsOverview(context: FormsContext): FormsOverview {
  const { workspace } = context;
  const rows = formRows(context);
  const countedAt = (forms: readonly FormRow[]): string | null =>
    forms.map((form) => form.countedAt ?? '').reduce((newest, at) => (at > newest ? at : newest), '') || null;
  const bySource = Map.groupBy(rows, ({ source }) => source);
  const notReached = workspace.sourceStates.allNotReached();
  const servers = workspace.servers.all();
  const known = new Set(servers.map(({ name }) => name));
  const sources = servers.map((server): SourceSummary => {
    const missed = notReached.get(server.name);
    return {
      name: server.name,
      kind: server.kind,
      account:
        server.kind !== 'folder' && server.settings.login.kind === 'password'
          ? server.settings.login.user
          : null,
      layout: server.kind === 'folder' ? folderLayout(context, server.settings.path) : null,
      notReached:
        missed === undefined
          ? null
          : { since: missed.since, problem: missed.problem, isAway: isAway(missed.problem) },
      countedAt: countedAt(bySource.get(server.name) ?? []),
      needsSignIn: needsSignIn(context, server),
    };
  });
  // Sources that were imported on the command line, and servers that are no longer set up.
  const others = [...bySource].flatMap(([name, forms]): SourceSummary[] => {
    if (known.has(name)) return [];
    const folder = folderOf(name);
    return [
      {
        name,
        kind: folder === null ? 'openrosa' : 'folder',
        account: null,
        layout: folder === null ? null : folderLayout(context, folder),
        notReached: null,
        countedAt: countedAt(forms),
        needsSignIn: false,
        ...(folder === null ? { isRemoved: true } : {}),
      },
    ];
  });
  const all = [...sources, ...others];
  return {
    sources: all,
    forms: all.flatMap(({ name }) => bySource.get(name) ?? []),
    countedAt: countedAt(rows),
    once: workspace.submissionCounts.hereOnce(),
  };
}
