import type { Workspace } from '../../core/store/workspace.ts';

/** Returns the wanted name for a source, with a number after it when a source has, or had, that name. */
export function freeName({ servers }: Pick<Workspace, 'servers'>, wanted: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted} (${n})`;
    if (!servers.isUsed(name)) return name;
  }
}
