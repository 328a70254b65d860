import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { hasProgram, outputOf } from '../../../../../fixtures/other-programs.ts';
import type { ServerCertificate } from '../../../../../fixtures/servers/server-certificate.ts';

const DEBIAN = '/usr/lib/postgresql';

/** Where Debian has the programs of the server; null when they are not here. */
function programs(): string | null {
  try {
    const [newest] = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
    return newest === undefined ? null : join(DEBIAN, newest, 'bin');
  } catch {
    return null;
  }
}

/** Whether a PostgreSQL server can be started here. It does not run as root, so root needs `runuser`. */
export function canServe(): boolean {
  return (
    process.platform === 'linux' &&
    programs() !== null &&
    hasProgram('psql') &&
    hasProgram('openssl', 'version') &&
    (process.getuid?.() !== 0 || hasProgram('runuser'))
  );
}

/** A server of its own, with TLS by a certificate authority of its own. */
export class PostgresServer {
  readonly folder: string;
  readonly port: number;
  readonly #process: ChildProcess;
  #runs = true;
  /** The file of the certificate authority. */
  readonly ca: string;
  static readonly password = 'correct horse battery';

  private constructor(folder: string, port: number, process: ChildProcess) {
    this.folder = folder;
    this.port = port;
    this.#process = process;
    this.ca = join(folder, 'ca.pem');
  }

  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'attache-postgres-'));
    chmodSync(folder, 0o755);
    const data = join(folder, 'data');
    mkdirSync(data);
    certificates(folder);
    const password = join(folder, 'password');
    writeFileSync(password, PostgresServer.password);
    own(folder);
    const bin = programs() ?? '';
    run([
      join(bin, 'initdb'),
      '-D',
      data,
      '-U',
      'owner',
      '--pwfile',
      password,
      '-E',
      'UTF8',
      '--no-locale',
      '-N',
    ]);
    writeFileSync(
      join(data, 'pg_hba.conf'),
      'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\nhost all plain 127.0.0.1/32 trust\n',
    );
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      ssl: 'on',
      ssl_cert_file: join(folder, 'server.pem'),
      ssl_key_file: join(folder, 'server.key'),
      fsync: 'off',
      log_statement: 'all',
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    for (let tries = 1; ; tries += 1) {
      const port = await freePort();
      const own = ['-c', `port=${port}`, ...flags];
      const [program = '', ...args] = asOwner([join(bin, 'postgres'), '-D', data, ...own]);
      const server = new PostgresServer(folder, port, spawn(program, args, { stdio: 'ignore' }));
      if (await server.#isUp()) return server;
      // Somebody else may have taken the port meanwhile.
      if (tries === 10) throw new Error('the server does not start');
    }
  }

  /** Waits until the server answers, or has ended. Returns whether it answers. */
  async #isUp(): Promise<boolean> {
    while (this.#process.exitCode === null) {
      if (spawnSync('psql', this.#socket('SELECT 1')).status === 0) return true;
      await setTimeout(100);
    }
    return false;
  }

  /** Gives the server another certificate, and the file of the authority the one that signed it. */
  async certify({ key, cert, ca }: ServerCertificate): Promise<void> {
    const loaded = (): string => this.psql('SELECT pg_conf_load_time()');
    const before = loaded();
    writeFileSync(join(this.folder, 'server.key'), key);
    writeFileSync(join(this.folder, 'server.pem'), cert);
    writeFileSync(this.ca, ca);
    this.psql('SELECT pg_reload_conf()');
    while (loaded() === before) await setTimeout(50);
  }

  /** Begins to shut the server down as an administrator does: it ends all connections. Twice is as once. */
  shutDown(...flags: readonly string[]): void {
    if (!this.#runs) return;
    this.#runs = false;
    // `runuser` does not hand signals on.
    run([join(programs() ?? '', 'pg_ctl'), '-D', join(this.folder, 'data'), ...flags, 'stop']);
  }

  async stop(): Promise<void> {
    this.shutDown('-m', 'immediate');
    this.#process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The address as a user gives it. */
  url(more = `sslrootcert=${this.ca}`, database = 'postgres', user = 'owner'): string {
    return `postgresql://${user}@localhost:${this.port}/${database}?${more}`;
  }

  /** The address of its socket, where the owner needs no password. */
  get socketUrl(): string {
    return `postgresql://owner@localhost:${this.port}/postgres?host=${encodeURIComponent(this.folder)}`;
  }

  /** Runs SQL as the owner by psql and returns the rows as CSV, without a header. */
  psql(sql: string): string {
    return outputOf('psql', this.#socket(sql));
  }

  #socket(sql: string): string[] {
    const where = ['-h', this.folder, '-p', String(this.port), '-U', 'owner', '-d', 'postgres'];
    return ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '--csv', '-t', ...where, '-c', sql];
  }
}

function certificates(folder: string): void {
  const at = (name: string) => join(folder, name);
  const subject = (name: string) => ['-subj', `/CN=${name}`, '-nodes', '-newkey', 'rsa:2048', '-days', '2'];
  const openssl = (...args: string[]) => outputOf('openssl', args);
  openssl('req', '-x509', ...subject('Test CA'), '-keyout', at('ca.key'), '-out', at('ca.pem'));
  openssl('req', ...subject('localhost'), '-keyout', at('server.key'), '-out', at('server.csr'));
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost\n');
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
  openssl(
    'x509',
    '-req',
    '-in',
    at('server.csr'),
    ...signed,
    '-extfile',
    at('names'),
    '-out',
    at('server.pem'),
  );
  chmodSync(at('server.key'), 0o600);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function own(folder: string): void {
  if (isRoot()) outputOf('chown', ['-R', 'postgres', folder]);
}

function asOwner(command: readonly string[]): readonly string[] {
  return isRoot() ? ['runuser', '-u', 'postgres', '--', ...command] : command;
}

function run(command: readonly string[]): void {
  const [program = '', ...args] = asOwner(command);
  outputOf(program, args);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
