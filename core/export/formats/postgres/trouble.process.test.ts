// Covers core/export/formats/postgres/rights.ts, core/export/formats/postgres/owners.ts,
// core/export/formats/postgres/failures.ts, core/ground/authorities.ts.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { onlyWhere } from '../../../../fixtures/only-where.ts';
import { outputOf } from '../../../../fixtures/other-programs.ts';
import { makeCertificate } from '../../../../fixtures/servers/certificate.ts';
import { Secret } from '../../../ground/secret.ts';
import type { RowReader } from '../../../model/rows.ts';
import { type ExportHooks, writeExport } from '../../export.ts';
import type { OptionsFor } from '../../options.ts';
import { field, form, repeat, submitted } from '../../testing/forms.ts';
import { MemoryReader } from '../../testing/memory-reader.ts';
import { canServe, PostgresServer } from './testing/postgres-server.ts';

/* What goes wrong between a user and a server: each says what it is, and changes nothing. */

const test = onlyWhere('postgres');
let server: PostgresServer;
beforeAll(async () => {
  if (canServe()) server = await PostgresServer.start();
});
afterAll(() => server?.stop());

const FORM = form([field('name'), repeat('b', field('b/name'))], { formId: 'a' });
const reader = (name = 'x') => new MemoryReader([FORM], [submitted(FORM, 'uuid:1', `<name>${name}</name>`)]);
const many = new MemoryReader(
  [FORM],
  Array.from({ length: 3000 }, (_, i) => submitted(FORM, `uuid:${i}`, `<name>${'x'.repeat(2000)}</name>`)),
);

async function failure(
  from: RowReader,
  options: Partial<OptionsFor<'postgres'>>,
  hooks?: ExportHooks,
): Promise<unknown> {
  const written = writeExport(
    from,
    {
      folder: '',
      postgres: server.url(),
      secret: new Secret(PostgresServer.password),
      ...options,
      format: 'postgres',
    },
    hooks,
  );
  const error: unknown = await written.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error) || !('data' in error)) return error;
  const { code, params } = error.data as { code: string; params: { reason?: string; when?: string } };
  return [code, params.reason ?? params.when];
}

interface Relay {
  readonly url: string;
  /** Resolves when the server has no connection through it any more. */
  close(): Promise<void>;
}

/** Hands bytes on in both directions until so many came from the client. Then calls `then`, and hands on nothing more. */
async function relay(most: number, then: (sockets: readonly Socket[]) => void): Promise<Relay> {
  const closings: Promise<unknown>[] = [];
  const listening = createServer((client) => {
    const target = connect(server.port, '127.0.0.1');
    let bytes = 0;
    closings.push(once(target, 'close'));
    for (const socket of [client, target]) socket.on('error', () => {});
    client.on('data', (chunk) => {
      const was = bytes;
      bytes += chunk.length;
      if (bytes < most) target.write(chunk);
      else if (was < most) then([client, target]);
    });
    target.pipe(client);
    client.on('close', () => target.destroy());
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', () => resolve()));
  const address = listening.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: server.url().replace(`:${server.port}/`, `:${port}/`),
    close: async () => {
      listening.close();
      await Promise.all(closings);
    },
  };
}

const count = (table: string) => server.psql(`SELECT count(*) FROM ${table}`).trim();

test('a schema is made under the name that the user gives, and two forms share it', async () => {
  const schema = 'Field "Data" 2024 – ዳታ';
  expect(await failure(reader(), { schema })).toBeNull();
  expect(await failure(reader('y'), { schema, mode: 'update' })).toBeNull();
  const other = form([field('name')], { formId: 'A other' });
  const another = new MemoryReader([other], [submitted(other, 'uuid:2', '<name>z</name>')]);
  expect(await failure(another, { schema, mode: 'update' })).toBeNull();
  const quoted = `"${schema.replaceAll('"', '""')}"`;
  expect(server.psql(`SELECT name FROM ${quoted}.a`)).toBe('y\n');
  expect(server.psql(`SELECT name FROM ${quoted}."A_other"`)).toBe('z\n');
  // The repeat of one form has the name of another form.
  const same = form([field('name')], { formId: 'a_b' });
  const collides = new MemoryReader([same], [submitted(same, 'uuid:3', '')]);
  expect(await failure(collides, { schema })).toEqual(['export.postgres_table', 'notOurs']);
});

test('a user without the right to make tables hears of it, and may update rows', async () => {
  server.psql(`CREATE ROLE guest LOGIN PASSWORD '${PostgresServer.password}'; CREATE SCHEMA closed`);
  server.psql('GRANT USAGE ON SCHEMA closed TO guest');
  const guest = server.url(undefined, 'postgres', 'guest');
  const denied = ['export.postgres_refused', 'permission'];
  expect(await failure(reader(), { postgres: guest, schema: 'closed' })).toEqual(denied);
  expect(await failure(reader(), { postgres: guest, schema: 'not there' })).toEqual(denied);
  // Rows may be updated by somebody who may make no tables.
  expect(await failure(reader(), { schema: 'closed' })).toBeNull();
  expect(await failure(reader(), { postgres: guest, schema: 'closed', mode: 'update' })).toEqual(denied);
  server.psql('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA closed TO guest');
  expect(await failure(reader('new'), { postgres: guest, schema: 'closed', mode: 'update' })).toBeNull();
  expect(server.psql('SELECT name FROM closed.a')).toBe('new\n');
});

test('a second workspace whose user does not own the tables hears of it, and a role that owns them helps', async () => {
  server.psql(`CREATE ROLE second LOGIN PASSWORD '${PostgresServer.password}'; CREATE SCHEMA shared`);
  const first = { schema: 'shared', mode: 'update', writer: () => 'first' } as const;
  expect(await failure(reader(), first)).toBeNull();
  server.psql('GRANT ALL ON SCHEMA shared TO second; GRANT ALL ON ALL TABLES IN SCHEMA shared TO second');
  const mark = "SELECT obj_description('shared.a'::regclass, 'pg_class')";
  const before = server.psql(mark);
  const notOwner = ['export.postgres_table', 'notOwner'];
  const second = { ...first, postgres: server.url(undefined, 'postgres', 'second'), writer: () => 'second' };
  expect(await failure(reader('two'), second)).toEqual(notOwner);
  expect(await failure(reader('two'), { ...second, mode: 'replace' })).toEqual(notOwner);
  // A user who is not the owner may update the rows of a workspace that is noted, but not add columns.
  const same = { ...second, writer: first.writer };
  expect(await failure(reader('again'), same)).toBeNull();
  const grown = form([...FORM.children, field('more')], { formId: 'a', version: '2' });
  const more = new MemoryReader([grown, FORM], [submitted(grown, 'uuid:1', '<name>x</name><more>y</more>')]);
  expect(await failure(more, same)).toEqual(notOwner);
  expect(server.psql('SELECT name FROM shared.a')).toBe('again\n');
  expect(server.psql(mark)).toBe(before);

  server.psql('CREATE ROLE team; GRANT team TO second; GRANT ALL ON SCHEMA shared TO team');
  server.psql('ALTER TABLE shared.a OWNER TO team; ALTER TABLE shared.a_b OWNER TO team');
  expect(await failure(more, second)).toBeNull();
  expect(server.psql(mark)).toContain('[""first"",""second""]');
  expect(await failure(reader('new'), { ...second, mode: 'replace' })).toBeNull();
  expect(server.psql('SELECT name FROM shared.a')).toBe('new\n');
});

test('an authority that the system of the computer knows is trusted, as for other servers', () => {
  // The system's authorities are read once in a process.
  const script = `
    const { testServer } = await import('${import.meta.resolve('./test-server.ts')}');
    const { Secret } = await import('${import.meta.resolve('../../../ground/secret.ts')}');
    const [, url, password] = process.argv;
    const tested = { url, schema: 'public', mode: 'update', password: new Secret(password), caFile: null };
    process.stdout.write(await testServer(tested));`;
  const version = outputOf('env', [
    ...[`SSL_CERT_FILE=${server.ca}`, process.execPath, '--input-type=module', '-e', script],
    ...[server.url(''), PostgresServer.password],
  ]);
  expect(version).toBe(server.psql('SHOW server_version').trim());
});

test('a database with another encoding is named when it cannot hold an answer', async () => {
  server.psql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
  const latin = { postgres: server.url(undefined, 'latin'), schema: 's' };
  expect(await failure(reader('Zoë'), latin)).toBeNull();
  expect(await failure(reader('አማርኛ'), latin)).toEqual(['export.postgres_refused', 'encoding']);
});

test('two exports of one form at the same time write one after the other', async () => {
  const mode = 'update';
  const both = await Promise.all(
    ['one', 'two'].map((name) => failure(reader(name), { schema: 'twin', mode })),
  );
  expect(both).toEqual([null, null]);
  expect(count('twin.a')).toBe('1');
});

test('a server that says nothing more can be stopped, and its rows are those of before', async () => {
  expect(await failure(reader(), { schema: 'silent' })).toBeNull();
  const abort = new AbortController();
  const stopped = new Error('stopped by the user');
  const { url, close } = await relay(2_000_000, () => abort.abort(stopped));
  const signal = abort.signal;
  expect(await failure(many, { postgres: url, schema: 'silent' }, { signal })).toBe(stopped);
  // psql blocks this process, and with it the relay.
  await close();
  expect(count('silent.a')).toBe('1');
  // The same while the connection is being made.
  const begun = new AbortController();
  const deaf = await relay(1, () => begun.abort(stopped));
  expect(await failure(reader(), { postgres: deaf.url, schema: 'silent' }, { signal: begun.signal })).toBe(
    stopped,
  );
  await deaf.close();
});

test('a certificate that is not valid now, or is of another host, is told by its reason', async () => {
  for (const [kind, reason] of [
    ['expired', 'expired'],
    ['not-yet-valid', 'notYet'],
    ['wrong-host', 'name'],
    ['self-signed', 'authority'],
    ['good', null],
  ] as const) {
    await server.certify(makeCertificate(kind));
    const failed = await failure(reader(), { schema: 'certified' });
    expect([kind, failed]).toEqual([kind, reason === null ? null : ['export.postgres_untrusted', reason]]);
  }
});

test('a server that is shut down in the middle of the rows has not changed', async () => {
  const { url, close } = await relay(2_000_000, () => server.shutDown('-m', 'fast', '-W'));
  expect(await failure(many, { postgres: url, schema: 'silent' })).toEqual([
    'export.postgres_lost',
    'before',
  ]);
  await close();
});
