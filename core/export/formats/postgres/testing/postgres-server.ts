import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { hasProgram, outputOf } from '../../../../../fixtures/other-programs.ts';
import type { ServerCertificate } from '../../../../../fixtures/servers/server-certificate.ts';
import { asOwner, fillCluster, PASSWORD, programOf, programs, runAsOwner } from './cluster.ts';

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
  static readonly password = PASSWORD;

  private constructor(folder: string, port: number, process: ChildProcess) {
    this.folder = folder;
    this.port = port;
    this.#process = process;
    this.ca = join(folder, 'ca.pem');
  }

  /** Starts one. Throws where it does not start. */
  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'attache-postgres-'));
    fillCluster(folder);
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
      const [program = '', ...args] = asOwner([programOf('postgres'), '-D', join(folder, 'data'), ...own]);
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
    runAsOwner([programOf('pg_ctl'), '-D', join(this.folder, 'data'), ...flags, 'stop']);
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

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
