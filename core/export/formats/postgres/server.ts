import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Client } from 'pg';
import { knownAuthorities } from '../../../ground/authorities.ts';
import { Problem } from '../../../ground/problem.ts';
import type { Secret } from '../../../ground/secret.ts';
import type { Address } from './address.ts';

/** A server that does not answer for this long is not there. */
const PATIENCE = 30_000;

/** PostgreSQL 9.5, the first that updates rows which are there (ON CONFLICT). */
const OLDEST = 90_500;

/** A connection to a database. The server forgets what was not confirmed when it ends. */
export class Server {
  readonly #client: Client;
  readonly host: string;
  /** Fails when the connection is cut: what waits for the server would wait for ever. */
  readonly #gone = Promise.withResolvers<never>();
  #isOpen = true;

  private constructor(client: Client, host: string) {
    this.#client = client;
    this.host = host;
    this.#gone.promise.catch(() => {});
  }

  /**
   * Connects. The connection is cut when the signal is aborted. Throws the errors of the network and of the
   * server, and `export.postgres_refused` for a server that is too old.
   */
  static async connect(
    { host, port, user, database, tls }: Address,
    password: Secret | undefined,
    signal?: AbortSignal,
  ): Promise<Server> {
    signal?.throwIfAborted();
    // Most exports need no database on a server.
    const { Client } = await import('pg');
    const client = new Client({
      host,
      port,
      user,
      database,
      // A function, so that neither the environment nor a file of the user is asked instead.
      password: () => password?.reveal() ?? '',
      ssl: tls !== null && {
        rejectUnauthorized: true,
        ca: [...(tls.ca ?? knownAuthorities())],
        // Without this, the name of an address in numbers would not be checked.
        checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
          tls.checksName ? checkServerIdentity(host, certificate) : undefined,
      },
      connectionTimeoutMillis: PATIENCE,
      keepAlive: true,
      // A server that is gone without a word is missed after minutes and not after hours.
      keepAliveInitialDelayMillis: PATIENCE,
      application_name: 'Attaché',
      fallback_application_name: 'Attaché',
    });
    // An error between two statements is met by the next statement.
    client.on('error', () => {});
    const server = new Server(client, host);
    signal?.addEventListener('abort', () => server.cut(), { once: true });
    try {
      await server.#answer(client.connect());
      const [version] = await server.rows("SELECT current_setting('server_version_num')");
      if (Number(version?.[0]) < OLDEST)
        throw new Problem('export.postgres_refused', { host, reason: 'old' });
      await server.run(
        "SET client_encoding = 'UTF8'; SET datestyle = 'ISO, YMD'; SET standard_conforming_strings = on",
      );
      await server.run("SET lock_timeout = '60s'; SET client_min_messages = warning");
      return server;
    } catch (error) {
      server.cut();
      throw error;
    }
  }

  /** Runs statements that have no result. */
  async run(sql: string): Promise<void> {
    await this.#answer(this.#client.query(sql));
  }

  /**
   * Runs a statement within a transaction, and returns true. When it fails with one of these errors of the server, takes
   * back what it did and returns false.
   */
  async tryRun(sql: string, errors: readonly string[]): Promise<boolean> {
    await this.run('SAVEPOINT tried');
    try {
      await this.run(sql);
    } catch (error) {
      if (!errors.includes((error as { readonly code?: string }).code ?? '')) throw error;
      await this.run('ROLLBACK TO tried');
      return false;
    }
    await this.run('RELEASE tried');
    return true;
  }

  /** Returns the rows of a query, all of them as texts or null. */
  async rows(sql: string, values: readonly unknown[] = []): Promise<readonly (readonly (string | null)[])[]> {
    const { rows } = await this.#answer(
      this.#client.query<(string | null)[]>({
        text: sql,
        values: [...values],
        rowMode: 'array',
        types: { getTypeParser: () => (text: string) => text },
      }),
    );
    return rows;
  }

  /** Sends rows by COPY. Takes the statement, and the rows in pieces. */
  async copy(sql: string, pieces: Iterable<Uint8Array>): Promise<void> {
    const { from } = await import('pg-copy-streams');
    const { pipeline } = await import('node:stream/promises');
    const { Readable } = await import('node:stream');
    const stream = this.#client.query(from(sql));
    await this.#answer(pipeline(Readable.from(pieces, { objectMode: true }), stream));
  }

  #answer<T>(answer: Promise<T>): Promise<T> {
    return Promise.race([answer, this.#gone.promise]);
  }

  /** Ends the connection as both sides expect it. */
  async end(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#client.end();
  }

  /** Ends the connection at once. The server takes back what was not confirmed. */
  cut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#gone.reject(Object.assign(new Error('cut'), { code: 'ECONNABORTED' }));
    // Waits for nobody: the server notices that the connection is gone.
    this.#client.end().catch(() => {});
    const { connection } = this.#client as unknown as { connection?: { stream?: { destroy(): void } } };
    connection?.stream?.destroy();
  }
}

/** A name as SQL has it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL has it. */
export function literal(text: string): string {
  return `'${text.replaceAll('\0', '\uFFFD').toWellFormed().replaceAll("'", "''")}'`;
}
