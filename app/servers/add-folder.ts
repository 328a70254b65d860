import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { folderName } from '../../core/model/source-name.ts';
import { folderSource } from '../../core/source/folder/folder.ts';
import { recogniseFolder } from '../../core/source/folder/layout.ts';
import { isZip, type OpenZip } from '../../core/source/folder/open-folder.ts';
import { openZip } from '../../core/source/folder/zip.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { freeName } from './free-name.ts';

type Parts = Pick<Workspace, 'servers' | 'transaction' | 'incomingFolder'>;

export interface FoundFolder {
  /** The source's name; that of the source that is there already when the folder was added before. */
  readonly name: string;
  /** `zip` for a zip that holds one of the others. */
  readonly found: 'briefcase' | 'collect' | 'loose' | 'zip';
  readonly forms: number;
}

/**
 * Looks at a folder or zip, keeps it as a source named like it, and says what is in it. Throws `source.*` problems when
 * nothing is found there. What the command line has imported from the same folder comes under the new name.
 */
export async function addFolder(
  workspace: Parts,
  given: string,
  open: OpenZip = openZip,
): Promise<FoundFolder> {
  const path = realPath(given);
  const { layout, forms } = await lookInto(path, workspace.incomingFolder, open);
  const known = workspace.servers
    .all()
    .find((server) => server.kind === 'folder' && realPath(server.settings.path) === path);
  if (known !== undefined) return { name: known.name, found: layout, forms };
  const name = freeName(workspace, basename(path).replace(/\.zip$/i, ''));
  workspace.transaction(() => {
    workspace.servers.add({ name, kind: 'folder', settings: { path, layout } });
    workspace.servers.renameSource(folderName(path), name);
  });
  return { name, found: layout, forms };
}

async function lookInto(
  path: string,
  incomingFolder: string,
  open: OpenZip,
): Promise<{ readonly layout: FoundFolder['found']; readonly forms: number }> {
  if (!isZip(path)) return { layout: recogniseFolder(path).kind, forms: await countForms(path) };
  const zip = await open(path, incomingFolder);
  try {
    return { layout: 'zip', forms: await countForms(zip.folder) };
  } finally {
    await zip.close();
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
