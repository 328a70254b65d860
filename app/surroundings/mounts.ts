/** What a folder on Linux is mounted from: a disk, a network share, or a cloud service. */
export interface Mount {
  readonly path: string;
  readonly kind: 'local' | 'network' | 'cloud';
  /** The service's name, or the kind of file system. */
  readonly by: string;
}

const SHARES: Readonly<Record<string, string>> = {
  nfs: 'NFS',
  nfs4: 'NFS',
  cifs: 'SMB',
  smb3: 'SMB',
  smbfs: 'SMB',
  afs: 'AFS',
  ceph: 'Ceph',
  '9p': '9P',
  davfs: 'WebDAV',
  'fuse.sshfs': 'SSHFS',
  'fuse.davfs': 'WebDAV',
  'fuse.glusterfs': 'GlusterFS',
  lustre: 'Lustre',
  beegfs: 'BeeGFS',
};

const SERVICES: Readonly<Record<string, string>> = {
  'fuse.google-drive-ocamlfuse': 'Google Drive',
  'fuse.onedriver': 'OneDrive',
  'fuse.rclone': 'rclone',
  'pCloud.fs': 'pCloud',
};

/** Reads the text of `/proc/mounts`. A mount inside another comes after it. */
export function mountsIn(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line): Mount[] => {
    const [source = '', path, type = ''] = line.split(' ').map(unescaped);
    if (path === undefined) return [];
    const service = SERVICES[type] ?? SERVICES[source];
    if (service !== undefined) return [{ path, kind: 'cloud', by: service }];
    const share = SHARES[type];
    return [{ path, kind: share === undefined ? 'local' : 'network', by: share ?? type }];
  });
}

/** Decodes octal codes: a space is written `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}

/**
 * Returns the share or service that GNOME shows as a folder: `/run/user/1000/gvfs/google-drive:host=…`,
 * `…/smb-share:server=…`.
 */
export function gnomeMount(
  folder: string,
): { readonly kind: 'network' | 'cloud'; readonly by: string } | null {
  const scheme = /\/gvfs\/([a-z-]+):/.exec(folder)?.[1];
  if (scheme === undefined) return null;
  if (scheme === 'google-drive') return { kind: 'cloud', by: 'Google Drive' };
  if (scheme === 'onedrive') return { kind: 'cloud', by: 'OneDrive' };
  return { kind: 'network', by: scheme.replace(/-(share|volume)$/, '').toUpperCase() };
}
