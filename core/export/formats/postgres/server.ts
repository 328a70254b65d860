import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Client } from 'pg';
import type { Secret } from '../../../ground/secret.ts';
import type { Address } from './address.ts';

/** A server that does not answer for this long is not there. */
const PATIENCE = 30_000;

/** A connection to a database. The server forgets what was not confirmed when it ends. */
export class Server {
  readonly #client: Client;
  #isOpen = true;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Connects. Throws the errors of the network and of the server. */
  static async connect(
    { host, port, user, database, tls }: Address,
    password: Secret | undefined,
  ): Promise<Server> {
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
        ...(tls.ca === null ? {} : { ca: tls.ca }),
        // Without this, the name of an address in numbers would not be checked.
        checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
          tls.checksName ? checkServerIdentity(host, certificate) : undefined,
      },
      connectionTimeoutMillis: PATIENCE,
      keepAlive: true,
      application_name: 'Attaché',
      fallback_application_name: 'Attaché',
    });
    // An error between two statements is met by the next statement.
    client.on('error', () => {});
    const server = new Server(client);
    try {
      await client.connect();
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
    await this.#client.query(sql);
  }

  /** Returns the rows of a query, all of them as texts or null. */
  async rows(sql: string, values: readonly unknown[] = []): Promise<readonly (readonly (string | null)[])[]> {
    const { rows } = await this.#client.query<(string | null)[]>({
      text: sql,
      values: [...values],
      rowMode: 'array',
      types: { getTypeParser: () => (text: string) => text },
    });
    return rows;
  }

  /** Sends rows by COPY. Takes the statement, and the rows in pieces, each with whole lines. */
  async copy(sql: string, pieces: Iterable<string>): Promise<void> {
    const { from } = await import('pg-copy-streams');
    const { pipeline } = await import('node:stream/promises');
    const { Readable } = await import('node:stream');
    const stream = this.#client.query(from(sql));
    await pipeline(Readable.from(pieces, { objectMode: true }), stream);
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
