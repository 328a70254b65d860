import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { connect } from '../core/store/connect.ts';
import type { Db } from '../core/store/db.ts';
import { asked } from './asked.ts';
import { expect, ready } from './electron.ts';

/** A workspace that holds the sample project. */
export interface Sample {
  /** The database, read-only, beside the app that writes it. */
  readonly db: Db;
}

/** Has the app make the sample project, take it in and open it, and waits until its submissions are here and nothing runs any more. */
export async function openSample(page: Page): Promise<Sample> {
  await asked(page, 'workspace.openSample', {});
  await ready(page);
  const isFilled = async (): Promise<boolean> => {
    const { pull } = await asked(page, 'pull.status', {});
    const forms = await asked(page, 'data.forms', {});
    return (pull === null || pull.state === 'ended') && forms.some(({ readable }) => readable > 0);
  };
  // While the engine is started again for the other workspace, it replies to nothing.
  await expect.poll(() => isFilled().catch(() => false)).toBe(true);
  const { workspace } = await asked(page, 'app.info', {});
  return { db: connect(join(workspace.path, 'attache.sqlite'), { key: null, readonly: true }) };
}

/** One number out of the database. */
export function count({ db }: Sample, sql: string, ...values: readonly (string | number)[]): number {
  return (
    db
      .prepare<(string | number)[], number>(sql)
      .pluck()
      .get(...values) ?? 0
  );
}
