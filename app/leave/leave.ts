import { rmSync } from '../../core/ground/patient-files.ts';
import type { LeaveItem, LeaveReport } from '../../core/model/leave.ts';
import { exportedFiles, forgetFiles } from './exported-files.ts';
import {
  backups,
  codeOf,
  keyFiles,
  knownKeys,
  knownPasswords,
  type LeaveContext,
  stayingExports,
} from './leave-context.ts';

type Failed = LeaveReport['failed'][number];

/**
 * Removes the chosen items, except the workspace itself: its folder can be removed only when nothing uses it
 * any more. When one item cannot be removed, the others still are.
 */
export function leave(context: LeaveContext, items: readonly LeaveItem[]): LeaveReport {
  const { workspace, keys, secrets } = context;
  const done: { item: LeaveItem; count: number }[] = [];
  const failed: Failed[] = [];
  const keyFilesBefore = keyFiles(context);
  const attempt = (item: LeaveItem, work: () => number): void => {
    if (!items.includes(item)) return;
    try {
      done.push({ item, count: work() });
    } catch (error) {
      failed.push({ item, path: workspace.folder, why: codeOf(error) });
    }
  };
  attempt('sign-out', () => 0);
  attempt('passwords', () => {
    const count = knownPasswords(context);
    for (const server of secrets.servers()) secrets.forget(server);
    workspace.transaction(() => workspace.leaving.forgetPasswords());
    workspace.leaving.scrub();
    return count;
  });
  attempt('keys', () => {
    const count = knownKeys(context).size;
    for (const { key } of keys.all()) keys.forget(key.fingerprint);
    workspace.transaction(() => workspace.leaving.forgetKeys());
    workspace.leaving.scrub();
    return count;
  });
  const exported = exportedFiles(workspace);
  const { own } = exported;
  const exportsStay = stayingExports(exported);
  attempt('exports', () => {
    const wrong = own.flatMap(({ path }) => removed(path));
    failed.push(...wrong);
    const left = new Set(wrong.map(({ path }) => path));
    const gone = own.filter(({ path }) => !left.has(path));
    forgetFiles(workspace, gone);
    return gone.length;
  });
  attempt('workspace', () => workspace.submissionCounts.hereOnce().here);
  return { done, failed, stays: [...keyFilesBefore, ...backups(context), ...exportsStay] };
}

function removed(path: string): Failed[] {
  try {
    rmSync(path);
    return [];
  } catch (error) {
    return [{ item: 'exports', path, why: codeOf(error) }];
  }
}
