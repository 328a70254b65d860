import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { instanceXml } from './folder-instances.ts';
import type { Content } from './source.ts';

/** The files of one submission on disk. `xml` is the name of its XML; null when it has none. */
export interface InstanceFiles {
  readonly folder: string;
  readonly xml: string | null;
  readonly files: readonly string[];
}

/**
 * The files of a submission: those of its folder, or, where several share one, those beside its XML but no other XML. A
 * name that begins with a dot is what systems leave behind, unless the submission itself names it.
 */
export function filesOf(path: string): InstanceFiles {
  let names: readonly string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTDIR')) throw error;
    const folder = dirname(path);
    const beside = readdirSync(folder).filter((name) => !/\.xml$/i.test(name));
    return { folder, xml: basename(path), files: named(path, beside) };
  }
  const xml = instanceXml(path, names);
  return { folder: path, xml, files: xml === null ? names.filter(isSeen) : named(join(path, xml), names) };
}

/** A regular file; null for a folder, a link, or what vanished. */
export function contentOf(path: string): Content | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { kind: 'file', path, size: found.size } : null;
}

const isSeen = (name: string): boolean => !name.startsWith('.');

/** Larger documents than these are no submission of a form that has hidden files. */
const MOST_BYTES = 16 * 1024 * 1024;

function named(xml: string, names: readonly string[]): readonly string[] {
  if (names.every(isSeen)) return names;
  const size = lstatSync(xml, { throwIfNoEntry: false })?.size ?? 0;
  const text = size === 0 || size > MOST_BYTES ? '' : plainText(readFileSync(xml, 'utf8'));
  return names.filter((name) => isSeen(name) || text.includes(`>${name.normalize('NFC')}<`));
}

/** The document's text as its reader has it, without the white space around it. */
function plainText(xml: string): string {
  return xml
    .replace(/>\s+/g, '>')
    .replace(/\s+</g, '<')
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: keyof typeof ENTITIES) => ENTITIES[name])
    .normalize('NFC');
}

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' } as const;
