// Covers app/surroundings/cloud-folders.ts, app/surroundings/mounts.ts.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path, { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { onlyWhere } from '../../fixtures/only-where.ts';
import { copyOf } from './copied-folder.ts';
import { type Surroundings, theseSurroundings } from './surroundings.ts';

/** A computer with these files (path to text). A folder exists when a file is inside it. */
function computer(
  platform: 'win32' | 'darwin' | 'linux',
  files: Readonly<Record<string, string>> = {},
  more: Partial<Surroundings> = {},
): Surroundings {
  const { dirname, basename } = platform === 'win32' ? path.win32 : path.posix;
  const all = new Set<string>();
  for (let place of Object.keys(files)) {
    for (; !all.has(place); place = dirname(place)) all.add(place);
  }
  return {
    platform,
    env: {},
    home: { win32: 'C:\\Users\\Amina', darwin: '/Users/amina', linux: '/home/amina' }[platform],
    readText: (file) => files[file] ?? null,
    namesIn: (folder) => [...all].filter((one) => dirname(one) === folder).map((one) => basename(one)),
    exists: (one) => all.has(one),
    realPath: (one) => (all.has(one) ? one : null),
    ...more,
  };
}

const cloud = (by: string) => ({ kind: 'cloud', by });
const network = (by: string) => ({ kind: 'network', by });

describe('Windows', () => {
  const home = 'C:\\Users\\Amina';
  const env = {
    APPDATA: `${home}\\AppData\\Roaming`,
    LOCALAPPDATA: `${home}\\AppData\\Local`,
    OneDrive: `${home}\\OneDrive - Ministry`,
    OneDriveCommercial: `${home}\\OneDrive - Ministry`,
    OneDriveConsumer: 'D:\\Own\\OneDrive',
  };

  test.each([
    [`${home}\\OneDrive - Ministry\\Documents\\export`, 'OneDrive'],
    [`${home.toUpperCase()}\\onedrive - ministry`, 'OneDrive'],
    ['d:/own/onedrive/x', 'OneDrive'],
    [`${home}\\OneDrive - Ministry Two\\x`, null],
    [`${home}\\Documents`, null],
    [`${home}\\AppData\\Local\\Attache\\workspace`, null],
  ])('%s: %s', (folder, service) => {
    const at = computer('win32', {}, { env });
    expect(copyOf(folder, at)).toEqual(service === null ? null : cloud(service));
  });

  test('a second organisation, and a marked folder, that no variable names', () => {
    const files = {
      [`${home}\\OneDrive - Other\\a.txt`]: '',
      'E:\\Work\\.849C9593-D756-4E56-8D6E-42412F2A707B': '',
    };
    const at = computer('win32', files);
    expect(copyOf(`${home}\\OneDrive - Other\\new`, at)).toEqual(cloud('OneDrive'));
    expect(copyOf('E:\\Work\\survey\\out', at)).toEqual(cloud('OneDrive'));
    expect(copyOf('E:\\Other', at)).toBeNull();
  });

  test('Dropbox by its info.json, in any place', () => {
    const info = JSON.stringify({
      personal: { path: 'E:\\Dropbox', host: 1 },
      business: { path: `${home}\\Dropbox (Office)`, is_team: true },
    });
    for (const data of [env.APPDATA, env.LOCALAPPDATA]) {
      const at = computer('win32', { [`${data}\\Dropbox\\info.json`]: info }, { env });
      expect(copyOf('E:\\dropbox\\a', at)).toEqual(cloud('Dropbox'));
      expect(copyOf(`${home}\\Dropbox (Office)\\a`, at)).toEqual(cloud('Dropbox'));
    }
    const damaged = computer('win32', { [`${env.APPDATA}\\Dropbox\\info.json`]: '{"personal":' }, { env });
    expect(copyOf('E:\\Dropbox', damaged)).toBeNull();
  });

  test('Google Drive by the drive that it makes, or by its marks', () => {
    const at = computer('win32', {
      'G:\\My Drive\\a.txt': '',
      'H:\\.shortcut-targets-by-id\\x': '',
      'D:\\Mirror\\.tmp.driveupload\\x': '',
    });
    for (const folder of [
      'G:\\My Drive\\out',
      'G:\\Shared drives\\Survey',
      'H:\\Other\\x',
      'D:\\Mirror\\out',
    ]) {
      expect(copyOf(folder, at)).toEqual(cloud('Google Drive'));
    }
    expect(copyOf('D:\\out', at)).toBeNull();
  });

  test('iCloud, Box, Nextcloud and ownCloud', () => {
    const config =
      '[Accounts]\n0\\Folders\\1\\localPath=C:/Users/Amina/Nextcloud/\r\n0\\Folders\\1\\paused=false\n';
    const other = '0\\FoldersWithPlaceholders\\2\\localPath="E:/Donn\\xe9\\x65s/oc"\n';
    const at = computer(
      'win32',
      {
        [`${env.APPDATA}\\Nextcloud\\nextcloud.cfg`]: config,
        [`${env.APPDATA}\\ownCloud\\owncloud.cfg`]: other,
        [`${home}\\Box\\a.txt`]: '',
      },
      { env },
    );
    expect(copyOf(`${home}\\iCloudDrive\\x`, at)).toEqual(cloud('iCloud'));
    expect(copyOf(`${home}\\nextcloud\\x`, at)).toEqual(cloud('Nextcloud'));
    expect(copyOf('E:\\Données\\oc\\x', at)).toEqual(cloud('ownCloud'));
    expect(copyOf(`${home}\\Box\\x`, at)).toEqual(cloud('Box'));
    expect(copyOf(`${home}\\Boxes`, at)).toBeNull();
  });

  test('a share, by its name and by the letter of a drive', () => {
    const realPath = (file: string): string | null =>
      file.toUpperCase() === 'Z:\\' ? '\\\\server\\share\\' : null;
    const at = computer('win32', {}, { realPath });
    for (const folder of [
      '\\\\server\\share\\x',
      '//server/share',
      '\\\\?\\UNC\\server\\share',
      'Z:\\survey',
    ]) {
      expect(copyOf(folder, at)).toEqual(network('SMB'));
    }
    for (const folder of ['\\\\?\\C:\\x', 'C:\\x']) expect(copyOf(folder, at)).toBeNull();
  });
});

describe('macOS', () => {
  const home = '/Users/amina';

  test('all services in the one place that macOS has for them', () => {
    const at = computer('darwin', {
      [`${home}/Library/CloudStorage/GoogleDrive-amina@example.org/My Drive/a`]: '',
      [`${home}/Library/CloudStorage/OneDrive-Ministry/a`]: '',
      [`${home}/Library/CloudStorage/Box-Box/a`]: '',
      [`${home}/Library/CloudStorage/.DS_Store`]: '',
    });
    const below = (name: string) => copyOf(`${home}/Library/CloudStorage/${name}/out`, at);
    expect(below('GoogleDrive-amina@example.org')).toEqual(cloud('Google Drive'));
    expect(below('onedrive-ministry')).toEqual(cloud('OneDrive'));
    expect(below('Box-Box')).toEqual(cloud('Box'));
    expect(copyOf(`${home}/Documents`, at)).toBeNull();
  });

  test('iCloud, with Desktop and Documents where they are kept there', () => {
    const mobile = `${home}/Library/Mobile Documents`;
    expect(copyOf(`${mobile}/com~apple~CloudDocs/x`, computer('darwin'))).toEqual(cloud('iCloud'));
    const at = computer('darwin', { [`${mobile}/com~apple~CloudDocs/Documents/a`]: '' });
    expect(copyOf(`${home}/documents/out`, at)).toEqual(cloud('iCloud'));
    expect(copyOf(`${home}/Desktop`, at)).toBeNull();
  });

  test('accents in any spelling are one name', () => {
    const cfg = {
      [`${home}/Library/Preferences/Nextcloud/nextcloud.cfg`]:
        '0\\Folders\\1\\localPath=/Users/amina/Donn\\xe9\\x65s\n',
    };
    expect(copyOf(`${home}/Donne\u0301es/x`, computer('darwin', cfg))).toEqual(cloud('Nextcloud'));
  });
});

describe('Linux', () => {
  const home = '/home/amina';
  const mounts = [
    '/dev/sda1 / ext4 rw 0 0',
    'nas:/survey /mnt/survey nfs4 rw 0 0',
    '/dev/sdb1 /mnt/survey/local ext4 rw 0 0',
    '//nas/s /mnt/with\\040space cifs rw 0 0',
    'amina@host: /home/amina/far fuse.sshfs rw 0 0',
    'gdrive: /home/amina/drive fuse.rclone rw 0 0',
    'pCloud.fs /home/amina/pCloudDrive fuse rw 0 0',
    '',
  ].join('\n');

  test.each([
    ['/mnt/survey/a', network('NFS')],
    ['/mnt/survey/local/a', null],
    ['/mnt/with space/a', network('SMB')],
    ['/mnt/surveys', null],
    [`${home}/far/x`, network('SSHFS')],
    [`${home}/drive/x`, cloud('rclone')],
    [`${home}/pCloudDrive/x`, cloud('pCloud')],
    ['/run/user/1000/gvfs/smb-share:server=nas,share=s/x', network('SMB')],
    ['/run/user/1000/gvfs/google-drive:host=example.org,user=a/x', cloud('Google Drive')],
    [`${home}/x`, null],
  ])('%s', (folder, expected) => {
    expect(copyOf(folder, computer('linux', { '/proc/mounts': mounts }))).toEqual(expected);
  });

  test('names differ by case: another case is another folder', () => {
    const at = computer('linux', {
      [`${home}/.dropbox/info.json`]: '{"personal":{"path":"/home/amina/Dropbox"}}',
    });
    expect(copyOf(`${home}/Dropbox/x`, at)).toEqual(cloud('Dropbox'));
    expect(copyOf(`${home}/dropbox/x`, at)).toBeNull();
    // The settings of the service themselves are no mark of the whole home.
    expect(copyOf(`${home}/x`, at)).toBeNull();
  });

  test('the clients of OneDrive and Nextcloud', () => {
    const at = computer('linux', {
      [`${home}/.config/onedrive/config`]: '# comment\nsync_dir = "~/Work"\n',
      [`${home}/.config/Nextcloud/nextcloud.cfg`]: '0\\Folders\\1\\localPath=/home/amina/Cloud/\n',
    });
    expect(copyOf(`${home}/Work/out`, at)).toEqual(cloud('OneDrive'));
    expect(copyOf(`${home}/Cloud`, at)).toEqual(cloud('Nextcloud'));
  });
});

onlyWhere('links')('links are followed, to the folder and from it, on this computer', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'attache-copied-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, '.dropbox'));
  mkdirSync(join(root, 'there'));
  symlinkSync(join(root, 'there'), join(root, 'named'));
  symlinkSync(join(root, 'there'), join(root, 'elsewhere'));
  const info = JSON.stringify({ personal: { path: join(root, 'named') } });
  writeFileSync(join(root, '.dropbox', 'info.json'), info);
  const at = { ...theseSurroundings(), home: root, env: {} };
  for (const name of ['named', 'there', 'elsewhere']) {
    expect(copyOf(join(root, name, 'not', 'yet'), at)).toEqual(cloud('Dropbox'));
  }
  expect(copyOf(join(root, 'other'), at)).toBeNull();
});
