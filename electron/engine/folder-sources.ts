import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { folderName } from '../../core/model/source-name.ts';
import { folderSource } from '../../core/source/folder/folder.ts';
import { recogniseFolder } from '../../core/source/folder/layout.ts';
import { isZip, type OpenZip } from '../../core/source/folder/open-folder.ts';
import { openZip } from '../../core/source/folder/zip.ts';
import type { EngineContext } from './context.ts';

/** Adds a folder or zip as a source, and says what is in it. */
export type AddFolder = (path: string) => Promise<FoundFolder>;

export interface FoundFolder {
  /** The source's name; that of the source that is there already when the folder was added before. */
  readonly name: string;
  /** `briefcase`, `collect` or `loose`; `zip` for a zip that holds one of them. */
  readonly found: 'briefcase' | 'collect' | 'loose' | 'zip';
  readonly forms: number;
}

/**
 * Looks at folders and zips and keeps them as sources named like the folder. Throws `source.*` problems when nothing is
 * found in them. What the command line has imported from the same folder comes under the new name.
 */
export function folderAdder({ workspace }: EngineContext, open: OpenZip = openZip): AddFolder {
  return async (given) => {
    const path = realPath(given);
    const { layout, forms } = await lookInto(path);
    const known = workspace.servers
      .all()
      .find((server) => server.kind === 'folder' && realPath(server.settings.path) === path);
    if (known !== undefined) return { name: known.name, found: layout, forms };
    const name = freeName(basename(path).replace(/\.zip$/i, ''));
    workspace.transaction(() => {
      workspace.servers.add({ name, kind: 'folder', settings: { path, layout } });
      workspace.servers.renameSource(folderName(path), name);
    });
    return { name, found: layout, forms };
  };

  async function lookInto(path: string): Promise<{ layout: FoundFolder['found']; forms: number }> {
    if (!isZip(path)) return { layout: recogniseFolder(path).kind, forms: await countForms(path) };
    const zip = await open(path, workspace.incomingFolder);
    try {
      return { layout: 'zip', forms: await countForms(zip.folder) };
    } finally {
      await zip.close();
    }
  }

  function freeName(wanted: string): string {
    for (let n = 1; ; n += 1) {
      const name = n === 1 ? wanted : `${wanted} (${n})`;
      if (!workspace.servers.isUsed(name)) return name;
    }
  }
}

/** Throws `source.folder_unknown` when there is nothing that could be pulled. */
async function countForms(folder: string): Promise<number> {
  const source = folderSource({ folder });
  try {
    const refs = await source.listForms(new AbortController().signal);
    return new Set(refs.flatMap(({ formId }) => (formId === '' ? [] : [formId]))).size;
  } finally {
    await source.close();
  }
}

/** The path with links resolved; as it is when it leads nowhere. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
