import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removeWorkspace } from '../../app/leave/remove-workspace.ts';
import { rmSync } from '../../core/ground/patient-files.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { LeaveItem, LeavePlan, LeaveReport, LeaveRow, LeftReport } from '../ipc/leave.ts';
import type { Controller } from './controller.ts';
import type { Ask } from './engine-run.ts';

type Failed = LeaveReport['failed'][number];

/**
 * For a borrowed computer: lists what the app keeps on it, and removes what the user chooses. The engine
 * lists and removes what is in the workspace. Settings, logs and the workspace's folder are removed here,
 * after the engine has ended.
 */
export class Leaving {
  readonly #controller: Controller;

  constructor(controller: Controller) {
    this.#controller = controller;
  }

  plan(): Promise<LeavePlan> {
    return this.#plan((make) => this.#controller.ask(make));
  }

  async #plan(ask: Ask): Promise<LeavePlan> {
    const others = this.#controller.otherWorkspaces;
    const reply = await ask((id) => ({ type: 'leave-plan', id, others }));
    if (reply.type !== 'leave-plan') throw new Problem('engine.stopped', {});
    const { plan } = reply;
    const { paths } = this.#controller;
    const settings: LeaveRow = {
      item: 'settings',
      count: 1,
      where: paths.settings,
      bytes: sizeOf(paths.settings),
      isChosenFirst: true,
    };
    const logs: LeaveRow = {
      item: 'logs',
      count: filesIn(paths.logs).length,
      where: paths.logs,
      bytes: sizeOf(paths.logs),
      isChosenFirst: true,
    };
    // On a shared computer no answers stay behind, unless the user decides otherwise.
    const isShared = this.#controller.settings.sharedComputer === true;
    const engineRows = plan.rows.map((row) =>
      row.item === 'workspace' ? { ...row, isChosenFirst: isShared } : row,
    );
    const at = engineRows.findIndex(({ item }) => item === 'workspace');
    const rows = at < 0 ? [...engineRows, settings, logs] : engineRows.toSpliced(at, 0, settings, logs);
    return { ...plan, rows };
  }

  /**
   * Removes these items, and shows in all windows what was removed and what is left, also when the app is locked
   * meanwhile. The engine has ended then. Throws `usage.name_not_typed`, `engine.locked` and `engine.stopped`; what
   * the engine has removed by then stays removed.
   */
  async leave(items: readonly LeaveItem[], typedName: string): Promise<LeftReport> {
    const { workspace } = this.#controller;
    if (items.includes('workspace') && typedName !== workspace.name) {
      throw new Problem('usage.name_not_typed', { name: workspace.name });
    }
    // The lock waits for all of this: nobody would learn what a half of it has left.
    const { plan, report } = await this.#controller.endEngineAfter(async (ask) => {
      const plan = await this.#plan(ask);
      const reply = await ask((id) => ({ type: 'leave', id, items }));
      if (reply.type !== 'leave') throw new Problem('engine.stopped', {});
      return { plan, report: reply.report };
    });
    const { done, failed, stays } = report;
    const mine: { item: LeaveItem; count: number }[] = [];
    const notMine: Failed[] = [];
    const remove = (item: LeaveItem, count: number, paths: readonly string[]): void => {
      const wrong = paths.flatMap((path) => removed(item, path));
      notMine.push(...wrong);
      if (wrong.length === 0) mine.push({ item, count });
    };
    let isKeyGone = false;
    if (items.includes('workspace')) {
      const row = done.find(({ item }) => item === 'workspace');
      const removal = removeWorkspace(workspace.path);
      isKeyGone = removal.isKeyGone;
      notMine.push(...removal.failed);
      if (removal.failed.length === 0) mine.push({ item: 'workspace', count: row?.count ?? 0 });
    }
    if (items.includes('logs')) {
      const { logs } = this.#controller.paths;
      this.#controller.log.level = 'off';
      remove('logs', filesIn(logs).length, [logs]);
    }
    if (items.includes('settings')) {
      for (const path of this.#controller.forgetSettings()) {
        notMine.push({ item: 'settings', path, why: 'EACCES' });
      }
      mine.push({ item: 'settings', count: 1 });
      notMine.push(...removed('settings', this.#controller.paths.sample));
    }
    const removedNow = [...done.filter(({ item }) => item !== 'workspace'), ...mine];
    const isGone = (item: LeaveItem): boolean => removedNow.some((one) => one.item === item);
    const left: LeftReport = {
      done: removedNow,
      failed: [...failed, ...notMine],
      stays,
      kept: plan.rows.filter(({ item, count }) => count > 0 && !isGone(item)),
      // Without its key, nothing that is left of it can be read.
      workspaces: [
        ...(isGone('workspace') || isKeyGone ? [] : [plan.workspace]),
        ...plan.otherWorkspaces,
      ].filter(({ readable }) => readable !== 0),
    };
    this.#controller.hasLeft(left);
    return left;
  }
}

function removed(item: LeaveItem, path: string): Failed[] {
  try {
    rmSync(path, { recursive: true, force: true });
    return [];
  } catch (error) {
    return [{ item, path, why: (error as NodeJS.ErrnoException).code ?? 'unknown' }];
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Bytes of a file, or of the files in a folder; null when neither is there. */
function sizeOf(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isDirectory()) return stat.size;
  return filesIn(path).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
