import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { folderName } from '../../core/model/source-name.ts';
import { diskTree } from '../../core/source/folder/disk-tree.ts';
import { treeSource } from '../../core/source/folder/folder.ts';
import { recogniseFolder } from '../../core/source/folder/layout.ts';
import { isZip } from '../../core/source/folder/open-folder.ts';
import type { FolderTree } from '../../core/source/folder/tree.ts';
import { type OpenZip, openZip } from '../../core/source/folder/zip.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { freeName } from './free-name.ts';

type Parts = Pick<Workspace, 'servers' | 'transaction' | 'incomingFolder' | 'fileKeys'>;

export interface FoundFolder {
  /** The source's name. If the folder was added before, the name of the existing source. */
  readonly name: string;
  /** `zip`: a zip that holds one of the others. */
  readonly found: 'briefcase' | 'collect' | 'loose' | 'zip';
  readonly forms: number;
}

/**
 * Adds a folder or zip as a source with the name of the folder, and returns what is in it. Submissions that
 * the command line has imported from the same folder move to this source. Throws `source.*` problems when
 * there is nothing to pull.
 */
export async function addFolder(
  workspace: Parts,
  given: string,
  open: OpenZip = openZip,
): Promise<FoundFolder> {
  const path = realPath(given);
  const { layout, forms } = await lookInto(path, workspace, open);
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
  { incomingFolder, fileKeys }: Pick<Workspace, 'incomingFolder' | 'fileKeys'>,
  open: OpenZip,
): Promise<{ readonly layout: FoundFolder['found']; readonly forms: number }> {
  if (!isZip(path)) {
    const tree = diskTree(path);
    return { layout: recogniseFolder(tree).kind, forms: await countForms(tree) };
  }
  const zip = await open(path, { incomingFolder, key: fileKeys?.content ?? null });
  try {
    return { layout: 'zip', forms: await countForms(zip.tree) };
  } finally {
    await zip.close();
  }
}

/** Counts the forms of a folder or zip. Throws `source.folder_unknown` when there is nothing to pull. */
async function countForms(tree: FolderTree): Promise<number> {
  const source = treeSource(() => tree);
  try {
    const refs = await source.listForms(new AbortController().signal);
    return new Set(refs.flatMap(({ formId }) => (formId === '' ? [] : [formId]))).size;
  } finally {
    await source.close();
  }
}

/** The path with links resolved; unchanged when it does not exist. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
