import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { extractFile, getRawHeader, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { databaseFaults } from './check-database.ts';

/** One check of a package, with what is wrong; nothing when the check passes. */
export interface Check {
  readonly name: string;
  readonly wrong: readonly string[];
}

/** What each fuse must be, by the threat model: no Node outside the app, no app outside the checked archive. */
const fuses: ReadonlyMap<FuseV1Options, boolean> = new Map([
  [FuseV1Options.RunAsNode, false],
  [FuseV1Options.EnableCookieEncryption, true],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
  [FuseV1Options.EnableNodeCliInspectArguments, false],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
  [FuseV1Options.OnlyLoadAppFromAsar, true],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, false],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
]);

/** A private key as PEM, and not the mere words that begin one. */
export const PRIVATE_KEY = /-----BEGIN (RSA |ENCRYPTED )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{200,}/;

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly unpacked?: boolean;
  readonly size?: number;
  readonly integrity?: {
    readonly algorithm: string;
    readonly hash: string;
    readonly blocks: readonly string[];
  };
}

/**
 * Looks into an unpacked app. Takes the folder of its resources, its program, and the platform and processor that it
 * is for. Returns every check, whether it holds or not.
 */
export async function checkPackage(
  resources: string,
  program: string,
  target: string,
): Promise<readonly Check[]> {
  const archive = join(resources, 'app.asar');
  const paths = listPackage(archive, { isPack: false }).map((path) =>
    path.replaceAll('\\', '/').replace(/^\//, ''),
  );
  const native = paths.filter((path) => path.endsWith('.node'));
  const expected = `node_modules/better-sqlite3-multiple-ciphers/prebuilds/${target}.node`;
  const has = (path: string): readonly string[] => (paths.includes(path) ? [] : [`${path} is missing`]);
  return [
    {
      name: 'the app is there',
      wrong: [
        'out/main/main.js',
        'out/main/engine.js',
        'out/preload/preload.cjs',
        'out/renderer/index.html',
        'package.json',
      ].flatMap(has),
    },
    {
      name: 'one native file, for this platform',
      wrong: native.length === 1 && native[0] === expected ? [] : native,
    },
    {
      name: 'the native file lies outside the archive',
      wrong: existsSync(join(`${archive}.unpacked`, expected)) ? [] : [expected],
    },
    {
      name: 'nothing else lies outside the archive',
      wrong: filesBelow(`${archive}.unpacked`).filter((path) => path !== expected),
    },
    {
      name: 'no sources, maps, tests or fixtures',
      wrong: paths.filter((path) => /\.(tsx?|map)$|(^|\/)(fixtures|e2e|bench|docs)(\/|$)/.test(path)),
    },
    {
      name: 'no other package than the database and its binary',
      wrong: paths.filter(
        (path) =>
          /^node_modules\/[^/]+/.test(path) &&
          !/^node_modules\/better-sqlite3(-multiple-ciphers)?(\/|$)/.test(path),
      ),
    },
    { name: 'its database opens, and encrypts', wrong: await databaseFaults(archive, target) },
    { name: 'the command for the console is there', wrong: missingCommands(program, target) },
    { name: 'no private key', wrong: paths.filter((path) => holdsKey(archive, path)) },
    { name: 'the archive is what its header says', wrong: wrongHashes(archive) },
    { name: 'the fuses are set', wrong: await wrongFuses(program) },
  ];
}

/** On Windows the program itself is no command: a console would not wait for it. */
function missingCommands(program: string, target: string): string[] {
  if (!target.startsWith('win32')) return [];
  return ['attache.cmd', 'bin/attache.cmd'].filter((path) => !existsSync(join(dirname(program), path)));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

function holdsKey(archive: string, path: string): boolean {
  if (!/\.(js|cjs|json|pem|html)$/.test(path)) return false;
  const text = extractFile(archive, path).toString('latin1');
  return PRIVATE_KEY.test(text);
}

/** Every file of the archive whose bytes are not those that the header was made from. */
function wrongHashes(archive: string): string[] {
  const wrong: string[] = [];
  const walk = (entry: Entry, path: string): void => {
    for (const [name, below] of Object.entries(entry.files ?? {})) {
      const at = path === '' ? name : `${path}/${name}`;
      if (below.files !== undefined) walk(below, at);
      else if (below.integrity === undefined) wrong.push(`${at}: no hash`);
      else {
        const bytes =
          below.unpacked === true ? readFileSync(join(`${archive}.unpacked`, at)) : extractFile(archive, at);
        if (createHash('sha256').update(bytes).digest('hex') !== below.integrity.hash) wrong.push(at);
      }
    }
  };
  walk(getRawHeader(archive).header as Entry, '');
  return wrong;
}

async function wrongFuses(program: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(program);
  return [...fuses].flatMap(([fuse, isOn]) => {
    const state = wire[fuse];
    return state === (isOn ? FuseState.ENABLE : FuseState.DISABLE)
      ? []
      : [FuseV1Options[fuse] ?? String(fuse)];
  });
}
