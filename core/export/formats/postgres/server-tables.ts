import { join } from 'node:path';
import type { ProblemData } from '../../../ground/problem.ts';
import type { Secret } from '../../../ground/secret.ts';
import { makeWorkFolder, removeWorkFolder } from '../../../ground/work-folders.ts';
import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import type { Cell } from '../../analysis/cell.ts';
import { RowSpool } from '../../analysis/spool.ts';
import type { Sink } from '../../sink.ts';
import type { RowContext } from '../../table.ts';
import type { Address } from './address.ts';
import { type FailurePlace, postgresProblem } from './failures.ts';
import { checkOwners } from './owners.ts';
import { checkNames, replaceTables } from './replace.ts';
import { checkRights } from './rights.ts';
import { Server } from './server.ts';
import { makeSchema, oneAtATime } from './statements.ts';
import type { TableNames } from './table-names.ts';
import { tablesThere } from './tables-there.ts';
import { updateTables } from './update.ts';
import type { Written } from './written-table.ts';

type Row = readonly Cell[];

/** Where the tables of an export go. */
export interface Destination {
  readonly address: () => Address;
  readonly password: Secret | undefined;
  readonly schema: string;
  readonly mode: 'replace' | 'update';
  /** Identifies the workspace; null: no table is known to be its own. */
  readonly writer: string | null;
  /** True when all submissions of the form are exported. */
  readonly isWhole: boolean;
  /** The keys of submissions that are here and cannot be read. */
  readonly unreadable: () => Iterable<string>;
  /** The workspace, which has room for encrypted spools; null keeps them in memory. */
  readonly workspace: string | null;
}

/** A table of the plan, and its name in the schema. */
export interface NamedTable {
  readonly table: AnalysisTable;
  readonly name: string;
  readonly isKeyed: boolean;
}

/**
 * All tables of one export, from their first rows until the server has confirmed them. The rows wait in
 * encrypted spools. Then one transaction writes them all, so nobody sees half an export.
 */
export class ServerTables {
  readonly #to: Destination;
  readonly #tables: readonly NamedTable[];
  readonly #names: TableNames;
  readonly #superseded = new Set<string>();
  readonly #failed = new Set<string>();
  #stop = new AbortController();
  #spools: RowSpool[] = [];
  #folder: string | null = null;
  #server: Server | null = null;
  #checked: Promise<void> | null = null;
  #isWritten = false;
  #told: readonly ProblemData[] = [];
  #place: Pick<FailurePlace, 'table' | 'isCommitting'> = { table: '', isCommitting: false };
  /** Where notes go: the context of the export's rows. Null before the first row. */
  context: RowContext | null = null;

  /** Takes the tables, a table before those that lead to it, and the names that they have been given. */
  constructor(to: Destination, tables: readonly NamedTable[], names: TableNames) {
    this.#to = to;
    this.#tables = tables;
    this.#names = names;
  }

  /** What the user should know of the tables as a whole. */
  get told(): readonly ProblemData[] {
    return this.#told;
  }

  /** Remembers the keys of versions that a newer one has taken the place of. */
  supersede(keys: readonly string[]): void {
    for (const key of keys) this.#superseded.add(key);
  }

  /** Remembers a submission whose row a bug has stopped: its row of before stays. */
  failed(key: string): void {
    this.#failed.add(key);
  }

  /** Starts the rows of a table. Takes its place among the tables; they are opened in their order. */
  open(place: number): Sink<Row> {
    if (place === 0) {
      this.discard();
      const { workspace } = this.#to;
      this.#folder = workspace === null ? null : makeWorkFolder(join(workspace, 'incoming'), 'spool');
    }
    const spool = new RowSpool(this.#tables[place]?.table.columns.length ?? 0, this.#folder);
    this.#spools.push(spool);
    return {
      add: (row) => {
        if (this.#checked === null) {
          this.#checked = this.#check();
          return this.#checked.then(() => spool.add(row));
        }
        spool.add(row);
      },
      finish: (signal) => this.#write(signal),
      commit: () => this.#commit(),
      stop: () => {
        // A server that confirms is asked for its word.
        if (!this.#place.isCommitting) this.#stop.abort();
      },
      discard: () => this.discard(),
    };
  }

  /** Forgets the rows, and ends the connection: the server takes back what was not confirmed. */
  discard(): void {
    this.#forget();
    this.#spools = [];
    this.#server?.cut();
    this.#server = null;
    this.#checked = null;
    this.#isWritten = false;
    this.#stop = new AbortController();
  }

  /** Finds out with the first row, and not after all of them, that the server takes none. */
  async #check(): Promise<void> {
    await this.#within(async () => {
      const server = await this.#connect();
      const { schema, mode } = this.#to;
      const there = await tablesThere(server, schema);
      const { tables } = this.#written();
      checkNames(there, { tables, formId: this.#formId });
      checkOwners(there, { formId: this.#formId, writer: this.#to.writer, mode });
      const areAllThere = tables.every(({ name }) => there.has(name));
      await checkRights(server, schema, mode === 'update' && areAllThere ? 'update' : 'make');
      await server.end();
      this.#server = null;
    });
  }

  /** Writes all tables, once: all rows are there when the first of them finishes. */
  async #write(signal?: AbortSignal): Promise<void> {
    if (this.#isWritten) return;
    this.#isWritten = true;
    for (const spool of this.#spools) spool.finish(signal);
    await this.#within(async () => {
      const server = await this.#connect();
      await server.run('BEGIN');
      await oneAtATime(server, this.#to.schema, this.#formId);
      await makeSchema(server, this.#to.schema);
      const written = this.#written();
      if (this.#to.mode === 'update') await updateTables(server, written);
      else await replaceTables(server, written);
    });
    this.#forget();
  }

  #forget(): void {
    for (const spool of this.#spools) spool.discard();
    if (this.#folder !== null) removeWorkFolder(this.#folder);
    this.#folder = null;
  }

  async #commit(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#place = { table: '', isCommitting: true };
    await this.#within(() => server.run('COMMIT'));
    this.#server = null;
    // What was confirmed stays, however the connection ends.
    await server.end().catch(() => {});
  }

  async #connect(): Promise<Server> {
    const server = await Server.connect(this.#to.address(), this.#to.password, this.#stop.signal);
    this.#server = server;
    return server;
  }

  async #within(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { host, port } = this.#to.address();
      const isConnected = this.#server !== null;
      throw postgresProblem(error, { host, port, schema: this.#to.schema, isConnected, ...this.#place });
    }
  }

  get #formId(): string {
    return this.#tables[0]?.table.form.formId ?? '';
  }

  #written(): Written {
    const { schema, writer, isWhole, unreadable } = this.#to;
    return {
      schema,
      formId: this.#formId,
      tables: this.#tables.flatMap((one, i) => {
        const spool = this.#spools[i];
        return spool === undefined ? [] : [{ ...one, spool }];
      }),
      names: this.#names,
      superseded: this.#superseded,
      writer,
      isWhole,
      kept: () => new Set([...unreadable(), ...this.#failed]),
      writing: (table) => {
        this.#place = { table, isCommitting: false };
      },
      changed: (table, column) => this.context?.note('changed', table, column),
      tell: (problem) => {
        this.#told = [...this.#told, problem];
      },
    };
  }
}
