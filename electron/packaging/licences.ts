import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import type { Licence } from '../ipc/app.ts';

const NODE_MODULES = '/node_modules/';
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * The folder of the package that a bundled file came from; null for the app's own. Takes a module id of the bundler,
 * which may be virtual (`\0…`) or have a query.
 */
export function packageFolder(id: string): string | null {
  const path = (id.replaceAll('\0', '').split('?')[0] ?? '').replaceAll('\\', '/');
  const at = path.lastIndexOf(NODE_MODULES);
  if (at < 0) return null;
  const [first, second] = path.slice(at + NODE_MODULES.length).split('/');
  const name = first?.startsWith('@') === true ? `${first}/${second}` : first;
  return `${path.slice(0, at)}${NODE_MODULES}${name}`;
}

/**
 * What a package says of its licence, with the text of its licence files; null when it is no package. Takes the
 * package's folder, and the folder with what packages hold of others and do not say: `<package>.txt`.
 */
export function licenceOf(folder: string, notices: string): Licence | null {
  const about = join(folder, 'package.json');
  if (!existsSync(about)) return null;
  const { name, version, license } = JSON.parse(readFileSync(about, 'utf8')) as Readonly<
    Record<'name' | 'version' | 'license', string | undefined>
  >;
  if (name === undefined || version === undefined) return null;
  const texts = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const notice = join(notices, `${name}.txt`);
  if (existsSync(notice)) texts.push(readFileSync(notice, 'utf8').trim());
  return { name, version, licence: license ?? 'see the text', text: texts.join('\n\n') };
}

/**
 * Collects the packages whose code is in the bundles of one build. Writes their licences into `licences.json` with the
 * last bundle. Takes the project's folder, the target file, and the packages whose files lie beside the bundles. A
 * package without a licence fails the build, because nobody may redistribute it.
 */
export function licences(root: string, target: string, beside: readonly string[]): Plugin {
  const notices = join(root, 'electron', 'packaging', 'notices');
  const folders = new Set<string>(beside.map((name) => join(root, 'node_modules', name)));
  return {
    name: 'attache-licences',
    apply: 'build',
    async generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of Object.keys(chunk.modules)) {
          const folder = packageFolder(id);
          if (folder !== null) folders.add(folder);
        }
      }
      const found = [...folders].flatMap((folder) => licenceOf(folder, notices) ?? []);
      const without = found.filter(({ licence, text }) => text === '' && licence === 'see the text');
      if (without.length > 0) {
        this.error(`without a licence: ${without.map(({ name }) => name).join(', ')}`);
      }
      const unique = new Map(found.map((one) => [`${one.name} ${one.version}`, one]));
      const sorted = [...unique.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, JSON.stringify(sorted));
    },
  };
}
