import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from '../../../../../fixtures/other-programs.ts';

/*
 * The files of a PostgreSQL server: its databases and its certificate. Making them takes far longer than starting a
 * server on them. So a run of tests makes them once, and each server has a copy of its own.
 */

const DEBIAN = '/usr/lib/postgresql';

/** The password of the user `owner`. */
export const PASSWORD = 'correct horse battery';

/** The environment variable with the folder for the files of a run, for tests. */
const OF_RUN = 'ATTACHE_TEST_POSTGRES';

/** Runs once before the tests: makes the folder, which the first server fills. Returns what removes it again. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'attache-postgres-run-'));
  chmodSync(folder, 0o755);
  process.env[OF_RUN] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Fills an empty folder with the files of a server: a copy of those of the run, or new ones. */
export function fillCluster(folder: string): void {
  const ofRun = process.env[OF_RUN];
  if (ofRun === undefined) makeCluster(folder);
  else outputOf('cp', ['-a', `${madeOnce(ofRun)}/.`, folder]);
}

/** Returns the folder with the files of the run. Two threads may both make them: then the first ones stay. */
function madeOnce(ofRun: string): string {
  const made = join(ofRun, 'made');
  if (existsSync(made)) return made;
  const next = mkdtempSync(join(ofRun, 'next-'));
  makeCluster(next);
  try {
    renameSync(next, made);
  } catch (error) {
    if (!existsSync(made)) throw error;
  }
  return made;
}

function makeCluster(folder: string): void {
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  mkdirSync(data);
  makeCertificates(folder);
  const password = join(folder, 'password');
  writeFileSync(password, PASSWORD);
  if (isRoot()) outputOf('chown', ['-R', 'postgres', folder]);
  runAsOwner([
    ...[programOf('initdb'), '-D', data, '-U', 'owner', '--pwfile', password],
    ...['-E', 'UTF8', '--no-locale', '-N', '--wal-segsize', '1'],
  ]);
  writeFileSync(
    join(data, 'pg_hba.conf'),
    'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\nhost all plain 127.0.0.1/32 trust\n',
  );
}

function makeCertificates(folder: string): void {
  const at = (name: string) => join(folder, name);
  const subject = (name: string) => ['-subj', `/CN=${name}`, '-nodes', '-newkey', 'rsa:2048', '-days', '2'];
  const openssl = (...args: string[]) => outputOf('openssl', args);
  openssl('req', '-x509', ...subject('Test CA'), '-keyout', at('ca.key'), '-out', at('ca.pem'));
  openssl('req', ...subject('localhost'), '-keyout', at('server.key'), '-out', at('server.csr'));
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost\n');
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
  openssl(
    ...['x509', '-req', '-in', at('server.csr'), ...signed],
    ...['-extfile', at('names'), '-out', at('server.pem')],
  );
  chmodSync(at('server.key'), 0o600);
}

/** Where Debian has the programs of the server; null when they are not here. */
export function programs(): string | null {
  try {
    const [newest] = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
    return newest === undefined ? null : join(DEBIAN, newest, 'bin');
  } catch {
    return null;
  }
}

/** Returns the path of one of them. */
export function programOf(name: string): string {
  return join(programs() ?? '', name);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Returns the command as whom the server runs: it refuses to run as root. */
export function asOwner(command: readonly string[]): readonly string[] {
  return isRoot() ? ['runuser', '-u', 'postgres', '--', ...command] : command;
}

/** Runs a command as that user. */
export function runAsOwner(command: readonly string[]): void {
  const [program = '', ...args] = asOwner(command);
  outputOf(program, args);
}
