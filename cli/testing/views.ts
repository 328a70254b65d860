import { testDatabase } from '../../fixtures/switched-workspace.ts';

/** Returns the views of a workspace by name, each with its rows, as people see them in the database. */
export function viewsOf(workspace: string): ReadonlyMap<string, readonly Record<string, unknown>[]> {
  const db = testDatabase(workspace, { readonly: true });
  try {
    const names = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'view'").pluck().all();
    return new Map(
      names.map((name) => [
        name,
        db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name.replaceAll('"', '""')}"`).all(),
      ]),
    );
  } finally {
    db.close();
  }
}
