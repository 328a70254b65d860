import { pathsOf, type Surroundings } from './surroundings.ts';

/** A folder that a program copies to its cloud service. */
export interface CloudFolder {
  readonly service: string;
  readonly path: string;
}

/** Files and folders that a service puts into the folder that it copies, and that identify the service. */
export const CLOUD_MARKS: readonly (readonly [name: string, service: string])[] = [
  ['.849C9593-D756-4E56-8D6E-42412F2A707B', 'OneDrive'],
  ['.dropbox.cache', 'Dropbox'],
  ['.dropbox', 'Dropbox'],
  ['.shortcut-targets-by-id', 'Google Drive'],
  ['.tmp.drivedownload', 'Google Drive'],
  ['.tmp.driveupload', 'Google Drive'],
  ['.nextcloudsync.log', 'Nextcloud'],
  ['.owncloudsync.log', 'ownCloud'],
];

/**
 * Returns the folders that the services' settings, the environment and the usual places name. Takes the paths
 * of the folder in question. On Windows only the drive of this folder is read, because a drive that is
 * disconnected makes the system wait.
 */
export function cloudFolders(at: Surroundings, ways: readonly string[]): readonly CloudFolder[] {
  return [
    ...oneDrive(at),
    ...dropbox(at),
    ...googleDrive(at, ways),
    ...iCloud(at),
    ...nextcloud(at),
    ...others(at),
  ];
}

function oneDrive(at: Surroundings): CloudFolder[] {
  const { env, home, platform } = at;
  const { join } = pathsOf(at);
  const named = [env.OneDrive, env.OneDriveConsumer, env.OneDriveCommercial];
  // A second organisation has another folder, which no variable names.
  const usual =
    platform === 'linux' ? [] : at.namesIn(home).filter((name) => /^OneDrive( - .+)?$/i.test(name));
  const config = at.readText(join(home, '.config', 'onedrive', 'config'));
  const set = config === null ? undefined : /^\s*sync_dir\s*=\s*"([^"]+)"/m.exec(config)?.[1];
  const linux = config === null ? [] : [set?.replace(/^~(?=\/)/, home) ?? join(home, 'OneDrive')];
  return as('OneDrive', [...named, ...usual.map((name) => join(home, name)), ...linux]);
}

/** `info.json` names the folder of each account. */
function dropbox(at: Surroundings): CloudFolder[] {
  const { env, home } = at;
  const { join } = pathsOf(at);
  const files = [
    ...[env.APPDATA, env.LOCALAPPDATA].flatMap((data) => (data ? [join(data, 'Dropbox', 'info.json')] : [])),
    join(home, '.dropbox', 'info.json'),
  ];
  return as(
    'Dropbox',
    files.flatMap((file) => dropboxPaths(at.readText(file))),
  );
}

function dropboxPaths(text: string | null): string[] {
  try {
    const accounts: unknown[] = text === null ? [] : Object.values(JSON.parse(text) as object);
    return accounts.flatMap((account) => {
      if (typeof account !== 'object' || account === null) return [];
      const { path, root_path: root } = account as { readonly path?: unknown; readonly root_path?: unknown };
      return [path, root].filter((one) => typeof one === 'string');
    });
  } catch {
    return [];
  }
}

/**
 * The names of the top folder on the drive that Google's program adds on Windows, in the languages that we
 * know.
 */
const MY_DRIVE = ['My Drive', 'Mon Drive', 'Mi unidad', 'Meu Drive'];

function googleDrive(at: Surroundings, ways: readonly string[]): CloudFolder[] {
  const { home, platform } = at;
  const { join } = pathsOf(at);
  if (platform === 'linux') return [];
  const roots = ways.map((way) => pathsOf(at).parse(way).root);
  const drives = platform === 'win32' ? roots : ['/Volumes/GoogleDrive'];
  const made = drives.filter((drive) => MY_DRIVE.some((name) => at.exists(join(drive, name))));
  const mirrored = [...MY_DRIVE, 'Google Drive'].map((name) => join(home, name)).filter(at.exists);
  return as('Google Drive', [...made, ...mirrored]);
}

function iCloud(at: Surroundings): CloudFolder[] {
  const { home, platform } = at;
  const { join } = pathsOf(at);
  if (platform === 'win32') return as('iCloud', [join(home, 'iCloudDrive')]);
  if (platform !== 'darwin') return [];
  const mobile = join(home, 'Library', 'Mobile Documents');
  // When "Desktop & Documents" are in iCloud, its folder has them too.
  const moved = ['Desktop', 'Documents'].filter((name) =>
    at.exists(join(mobile, 'com~apple~CloudDocs', name)),
  );
  return as('iCloud', [mobile, ...moved.map((name) => join(home, name))]);
}

/** The settings files of the Nextcloud and ownCloud clients list the folders that they copy. */
function nextcloud(at: Surroundings): CloudFolder[] {
  const { env, home, platform } = at;
  const { join } = pathsOf(at);
  return (['Nextcloud', 'ownCloud'] as const).flatMap((service) => {
    const file = `${service.toLowerCase()}.cfg`;
    const folders =
      platform === 'win32'
        ? [env.APPDATA, env.LOCALAPPDATA].flatMap((data) => (data ? [join(data, service)] : []))
        : platform === 'darwin'
          ? [join(home, 'Library', 'Preferences', service)]
          : [join(env.XDG_CONFIG_HOME ?? join(home, '.config'), service)];
    const texts = folders.map((folder) => at.readText(join(folder, file)) ?? '');
    const paths = texts.flatMap((text) =>
      [...text.matchAll(/^[^=\n]*\blocalPath=(.+?)\r?$/gm)].map(([, path]) => path),
    );
    return as(
      service,
      paths.map((path) => unescaped(path ?? '')),
    );
  });
}

/** Decodes a text as Qt writes it to a settings file: `\xe9` for other letters, perhaps in quotes. */
function unescaped(text: string): string {
  const bare = /^".*"$/.test(text) ? text.slice(1, -1) : text;
  return bare
    .replace(/\\x([0-9a-f]{1,4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('\\\\', '\\');
}

/**
 * macOS has one place for the folders of all services. On other systems Box and pCloud each have a fixed
 * place.
 */
function others(at: Surroundings): CloudFolder[] {
  const { home, platform } = at;
  const { join } = pathsOf(at);
  const storage = join(home, 'Library', 'CloudStorage');
  const mac = platform === 'darwin' ? at.namesIn(storage).filter((name) => !name.startsWith('.')) : [];
  return [
    ...mac.map((name) => ({ service: serviceOf(name), path: join(storage, name) })),
    ...as('Box', ['Box', 'Box Sync'].map((name) => join(home, name)).filter(at.exists)),
    ...as('pCloud', [join(home, 'pCloudDrive'), join(home, 'pCloud Drive')].filter(at.exists)),
  ];
}

/** The service of a folder name such as `GoogleDrive-amina@example.org`, `OneDrive-Ministry` or `Dropbox`. */
function serviceOf(name: string): string {
  const [service = name] = name.split('-');
  return service === 'GoogleDrive' ? 'Google Drive' : service;
}

function as(service: string, paths: readonly (string | undefined)[]): CloudFolder[] {
  return paths.flatMap((path) => (path === undefined || path === '' ? [] : [{ service, path }]));
}
