import type { Workspace } from '../../core/store/workspace.ts';

/** The name that is wanted for a source; with a number behind it where a source has, or had, that name. */
export function freeName({ servers }: Pick<Workspace, 'servers'>, wanted: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted} (${n})`;
    if (!servers.isUsed(name)) return name;
  }
}
